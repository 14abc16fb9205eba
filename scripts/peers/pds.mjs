// Run a real Bluesky PDS and the directory of identities (PLC) that it needs, on this machine only.
//
//   node pds.mjs [DIR]       DIR holds node_modules (default: where this file is)
//
// Says {"url", "plc", "pid"} in one line of JSON when ready, and stops on SIGTERM or when its standard input
// closes, so that whoever started it cannot leave it behind. All it stores goes with it. Any PDS_… variable
// of the environment overrides a setting below, such as PDS_RATE_LIMITS_ENABLED=true.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

process.env.LOG_ENABLED ??= 'false'
const modules = createRequire(join(resolve(process.argv[2] ?? dirname(fileURLToPath(import.meta.url))), 'here.js'))
const load = async (name) => {
  const loaded = await import(pathToFileURL(modules.resolve(name)))
  return loaded.default?.default ? loaded.default : loaded
}

// Neither server lets us choose an interface and both would listen on all of them: every listener of this
// process is held to loopback instead.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, Number(port), '127.0.0.1', ...rest.filter((one) => typeof one === 'function'))
}

// The PDS writes its own address into what it signs, so it must know its port before it listens.
const freePort = () =>
  new Promise((done, failed) => {
    const probe = createServer().once('error', failed)
    probe.listen(0, () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })

const directory = mkdtempSync(join(tmpdir(), 'advocacy-pds-'))
process.on('exit', () => rmSync(directory, { recursive: true, force: true }))

const { PlcServer, Database } = await load('@did-plc/server')
const plc = PlcServer.create({ db: Database.mock(), port: 0 })
await plc.start()
const plcUrl = `http://127.0.0.1:${plc.server.address().port}`

// The documents of apps, which the PDS would fetch from the web: {"https://app.example/app.json": {…}}.
const documents = JSON.parse(process.env.ADVOCACY_CLIENT_DOCUMENTS ?? '{}')
const fetched = globalThis.fetch
globalThis.fetch = async (asked, options) => {
  const document = documents[asked.url ?? String(asked)]
  return document ? Response.json(document) : fetched(asked, options)
}

const secret = () => randomBytes(32).toString('hex')
const { PDS, readEnv, envToCfg, envToSecrets } = await load('@atproto/pds')
const ours = {
  port: await freePort(),
  hostname: 'localhost',
  devMode: true, // our own answers are checked against the schemas too
  dataDirectory: directory,
  blobstoreDiskLocation: join(directory, 'blobs'),
  blobstoreDiskTmpLocation: join(directory, 'blobs-in-transit'),
  didPlcUrl: plcUrl,
  serviceHandleDomains: ['.test'],
  enableDidDocWithSession: true,
  inviteRequired: false,
  disableSsrfProtection: true, // the directory is on loopback
  adminPassword: 'administrator',
  jwtSecret: secret(),
  dpopSecret: secret(),
  plcRotationKeyK256PrivateKeyHex: secret(),
}
const asked = Object.fromEntries(Object.entries(readEnv()).filter(([, value]) => value !== undefined && value.length !== 0))
const settings = { ...ours, ...asked }
const pds = await PDS.create(envToCfg(settings), envToSecrets(settings))
await pds.start()

let stopping = false
const stop = async () => {
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(0), 3000).unref()
  await Promise.allSettled([pds.destroy(), plc.destroy()])
  process.exit(0)
}
process.on('SIGTERM', stop).on('SIGINT', () => {}) // a terminal's interrupt is for whoever started us
process.stdin.on('end', stop).on('error', stop).resume()
console.log(JSON.stringify({ url: `http://127.0.0.1:${settings.port}`, plc: plcUrl, pid: process.pid }))
