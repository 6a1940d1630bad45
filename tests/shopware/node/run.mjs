// Runs the way in Node. The argument is what it is given, as JSON.
import * as client from '@shopware/api-client'
import { way } from './way.mjs'

console.log(JSON.stringify(await way(client, JSON.parse(process.argv[2]))))
