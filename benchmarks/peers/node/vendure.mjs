// Vendure on an empty PostgreSQL database, whose tables it makes: `node vendure.mjs PORT`.
import { bootstrap, DefaultLogger, dummyPaymentHandler, LogLevel } from '@vendure/core'

const address = new URL(process.env.DATABASE_URL)

await bootstrap({
  apiOptions: { hostname: '127.0.0.1', port: Number(process.argv[2]) },
  authOptions: {
    tokenMethod: 'bearer',
    requireVerification: false,
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' }
  },
  dbConnectionOptions: {
    type: 'postgres',
    host: address.hostname,
    port: Number(address.port),
    username: address.username,
    password: address.password,
    database: decodeURIComponent(address.pathname.slice(1)),
    synchronize: true,
    logging: false
  },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  plugins: []
})
process.on('SIGTERM', () => process.exit(0))
