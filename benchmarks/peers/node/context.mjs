// The context for the Node servers: schema, statement and answer, with plain properties.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'

const DAY = 86_400_000 // milliseconds, the product's idle time-out while it is measured

export const typeDefs = /* GraphQL */ `
  type Money { amount: Int! currency: String! }
  type User { id: ID! username: String! firstName: String! lastName: String! }
  type Product { id: ID! productNumber: String! name: String! price: Money! }
  type Line {
    id: ID! label: String! quantity: Int! unitPrice: Money! total: Money! product: Product!
    addedBy: User
  }
  type Cart { id: ID totalQuantity: Int! total: Money! lineItems: [Line!]! }
  type SalesChannel { id: ID! name: String! }
  type Customer {
    id: ID! customerNumber: String! email: String! firstName: String! lastName: String!
    imitationConsent: Boolean!
  }
  type Imitation {
    id: ID! access: String! fullSince: String startedAt: String! expiresAt: String!
    idleExpiresAt: String!
  }
  type Context {
    token: String! currency: String! language: String! salesChannel: SalesChannel!
    customer: Customer imitated: Boolean! imitatingUserId: ID imitatingUser: User
    imitation: Imitation cart: Cart!
  }
  type Query { context: Context! }
`

const { alone, columns, of_lines: ofLines } = JSON.parse(readFileSync(process.env.STATEMENT, 'utf8'))
const at = places(columns) // rows are arrays, and so are the lines of a cart
const of = places(ofLines)
pg.types.setTypeParser(pg.types.builtins.UUID, (text) => text.replaceAll('-', ''))
export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

export async function context (accessKey, token) {
  const asked = { access_key: accessKey, token_hash: createHash('sha256').update(token).digest() }
  const values = alone.arguments.map((name) => asked[name])
  const { rows: [row] } = await pool.query({ name: 'context', text: alone.text, values, rowMode: 'array' })
  return answer(row, token)
}

function places (names) {
  return Object.fromEntries(names.map((name, place) => [name, place]))
}

function answer (row, token) {
  const expiresAt = row[at.imitation_expires_at]
  const usedAt = row[at.imitation_last_used_at]
  return {
    token,
    currency: row[at.session_currency],
    language: row[at.session_language],
    salesChannel: { id: row[at.channel_id], name: row[at.channel_name] },
    customer: {
      id: row[at.customer_id],
      customerNumber: row[at.customer_customer_number],
      email: row[at.customer_email],
      firstName: row[at.customer_first_name],
      lastName: row[at.customer_last_name],
      imitationConsent: row[at.customer_imitation_consent]
    },
    imitated: true,
    imitatingUserId: row[at.user_id],
    imitatingUser: user(row, at, 'user'),
    imitation: {
      id: row[at.imitation_id],
      access: row[at.imitation_access],
      fullSince: row[at.imitation_full_since]?.toISOString() ?? null,
      startedAt: row[at.imitation_started_at].toISOString(),
      expiresAt: expiresAt.toISOString(),
      idleExpiresAt: new Date(Math.min(usedAt.getTime() + DAY, expiresAt)).toISOString()
    },
    cart: cart(row)
  }
}

function cart (row) {
  const currency = row[at.session_currency]
  const lines = (row[at.lines] ?? []).sort(inOrder) // pg has parsed the JSON
  const lineItems = lines.map((line) => item(line, currency))
  return {
    id: row[at.session_cart_id],
    totalQuantity: lineItems.reduce((sum, each) => sum + each.quantity, 0),
    total: { amount: lineItems.reduce((sum, each) => sum + each.total.amount, 0), currency },
    lineItems
  }
}

function item (line, currency) {
  const price = { amount: line[of.line_price], currency }
  return {
    id: line[of.line_id],
    label: line[of.line_name],
    quantity: line[of.line_quantity],
    unitPrice: price,
    total: { amount: line[of.line_price] * line[of.line_quantity], currency },
    product: {
      id: line[of.line_product_id],
      productNumber: line[of.line_product_number],
      name: line[of.line_name],
      price
    },
    addedBy: line[of.adder_id] === null ? null : user(line, of, 'adder')
  }
}

function inOrder (one, other) {
  return one[of.added_at] - other[of.added_at] || (one[of.line_id] < other[of.line_id] ? -1 : 1)
}

function user (row, at, prefix) {
  return {
    id: row[at[`${prefix}_id`]],
    username: row[at[`${prefix}_username`]],
    firstName: row[at[`${prefix}_first_name`]],
    lastName: row[at[`${prefix}_last_name`]]
  }
}
