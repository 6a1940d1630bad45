// A sample service that answers the claims which it verified. Arguments: issuer, audience.
import express from 'express'
import { verifyContext } from './verify-context.mjs'

const [issuer, audience] = process.argv.slice(2)
const app = express()
app.use(verifyContext({ issuer, audience }))
app.get('/', (request, response) => response.json(request.context))
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port))
