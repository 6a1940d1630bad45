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
    id: ID! access: String! startedAt: String! expiresAt: String! idleExpiresAt: String!
  }
  type Context {
    token: String! currency: String! language: String! salesChannel: SalesChannel!
    customer: Customer imitated: Boolean! imitatingUserId: ID imitatingUser: User
    imitation: Imitation cart: Cart!
  }
  type Query { context: Context! }
`

const statement = JSON.parse(readFileSync(process.env.STATEMENT, 'utf8'))
pg.types.setTypeParser(pg.types.builtins.UUID, (text) => text.replaceAll('-', ''))
export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

export async function context (accessKey, token) {
  const asked = { access_key: accessKey, token_hash: createHash('sha256').update(token).digest() }
  const values = statement.arguments.map(({ asked: name, constant }) => name ? asked[name] : constant)
  const { rows } = await pool.query({ name: 'context', text: statement.text, values })
  return answer(rows, token)
}

function answer (rows, token) {
  const [row] = rows
  const expiresAt = row.imitation_expires_at
  return {
    token,
    currency: row.currency,
    language: row.language,
    salesChannel: { id: row.channel_id, name: row.channel_name },
    customer: {
      id: row.customer_id,
      customerNumber: row.customer_number,
      email: row.email,
      firstName: row.first_name,
      lastName: row.last_name,
      imitationConsent: row.imitation_consent
    },
    imitated: true,
    imitatingUserId: row.user_id,
    imitatingUser: user(row, 'user'),
    imitation: {
      id: row.imitation_id,
      access: row.access,
      startedAt: row.started_at.toISOString(),
      expiresAt: expiresAt.toISOString(),
      idleExpiresAt: new Date(Math.min(row.last_used_at.getTime() + DAY, expiresAt)).toISOString()
    },
    cart: cart(rows)
  }
}

function cart (rows) {
  const { currency, cart_id: id } = rows[0]
  const lineItems = rows.filter((row) => row.line_id !== null).map((row) => line(row, currency))
  return {
    id,
    totalQuantity: lineItems.reduce((sum, each) => sum + each.quantity, 0),
    total: { amount: lineItems.reduce((sum, each) => sum + each.total.amount, 0), currency },
    lineItems
  }
}

function line (row, currency) {
  const price = { amount: row.price, currency }
  return {
    id: row.line_id,
    label: row.product_name,
    quantity: row.quantity,
    unitPrice: price,
    total: { amount: row.price * row.quantity, currency },
    product: { id: row.product_id, productNumber: row.product_number, name: row.product_name, price },
    addedBy: row.adder_id === null ? null : user(row, 'adder')
  }
}

function user (row, prefix) {
  return {
    id: row[`${prefix}_id`],
    username: row[`${prefix}_username`],
    firstName: row[`${prefix}_first_name`],
    lastName: row[`${prefix}_last_name`]
  }
}
