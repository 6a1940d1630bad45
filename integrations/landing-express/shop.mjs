// A shop of one page that uses the kit: `node shop.mjs PORT`.
import express from 'express'
import session from 'express-session'
import { banner, imitation } from './landing.mjs'

const { SHOP_CUSTOMERS, SHOP_HTTPS = '1', SHOP_SECRET } = process.env
const customers = new Map(SHOP_CUSTOMERS.split(',').map((pair) => pair.split('=')))
const notes = new Map() // by customer number
const cookie = { httpOnly: true, sameSite: 'lax', secure: SHOP_HTTPS === '1' }
const page = (body) =>
  `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><body>${body}`

const app = express()
app.use(session({ secret: SHOP_SECRET, resave: false, saveUninitialized: false, cookie }))
app.use(imitation((number) => customers.has(number)))

app.get('/account', (request, response) => {
  const number = request.session.customerNumber
  const heading = number ? `Account of ${customers.get(number)}` : 'Please log in'
  const form = '<form method="post" action="/note"><button>Leave a note</button></form>'
  const count = `<p>${notes.get(number) ?? 0} notes</p>`
  response.send(page(`${banner(request)}<main><h1>${heading}</h1>${form}${count}</main>`))
})

app.post('/note', (request, response) => {
  const number = request.session.customerNumber
  notes.set(number, (notes.get(number) ?? 0) + 1)
  response.redirect(303, '/account')
})

app.get('/imitation/banner.js', (_request, response) => {
  response.sendFile('banner.js', { root: import.meta.dirname ?? '.' })
})

app.listen(Number(process.argv[2]), '127.0.0.1')
