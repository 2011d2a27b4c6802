// Asks an emulator of Google Drive with Google's own client, and ends with 1 at the first answer that is not as documented.
// Called with the emulator's address, an access token that has run out, and a grant that yields another; the client's id and secret are in the environment.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { auth, drive } from '@googleapis/drive'

const [address, expired, grant] = process.argv.slice(2)
const FOLDER = 'application/vnd.google-apps.folder'

const client = new auth.OAuth2({
  clientId: process.env.CLIENT_ID,
  clientSecret: process.env.CLIENT_SECRET,
  endpoints: { oauth2TokenUrl: `${address}/token` },
})
client.setCredentials({ access_token: expired, refresh_token: grant, expiry_date: 1 })
let renewed = 0
client.on('tokens', () => renewed++)
// Where content is sent to must be said with each call.
const here = { rootUrl: `${address}/` }
const { about, drives, files, changes } = drive({ version: 'v3', auth: client, ...here })

async function all(ask, member) {
  const found = []
  for (let pageToken; ; ) {
    const { data } = await ask(pageToken)
    found.push(...data[member])
    if (!data.nextPageToken) return { found, data }
    pageToken = data.nextPageToken
  }
}

const list = async (q, extra = {}) =>
  (await all((pageToken) => files.list({ q, pageToken, pageSize: 3, fields: 'nextPageToken,incompleteSearch,files(id,name,mimeType,md5Checksum,sha256Checksum,size,parents,modifiedTime,trashed)', ...extra }), 'files')).found
const content = async (answer) => (await buffer(answer.data)).toString()
const refused = async (call, status) => {
  const error = await call.then(() => assert.fail('was let through'), (e) => e)
  assert.equal(Number(error.status ?? error.code), status, error.message)
}

const { data: me } = await about.get({ fields: 'user,storageQuota' })
assert.ok(me.user.emailAddress.includes('@') && Number(me.storageQuota.usage) >= 0)
assert.equal(renewed, 1, 'the token that had run out is renewed with the grant')
assert.deepEqual((await drives.list({})).data.drives, [])

const { data: { startPageToken } } = await changes.getStartPageToken({})
const { data: box } = await files.create({ requestBody: { name: "it's a box", mimeType: FOLDER }, fields: 'id,name,parents' })
const { data: { ids: [chosen] } } = await files.generateIds({ count: 1, space: 'drive' })
const { data: small } = await files.create({
  requestBody: { id: chosen, name: 'small.txt', parents: [box.id], modifiedTime: '2020-01-02T03:04:05.678Z', appProperties: { of: 'the judge' } },
  media: { mimeType: 'text/plain', body: Readable.from(['first ', 'content']) },
  fields: 'id,name,size,md5Checksum,sha256Checksum,modifiedTime,parents,appProperties',
}, here)
const hash = (kind) => createHash(kind).update('first content').digest('hex')
assert.deepEqual(
  [small.id, small.size, small.md5Checksum, small.sha256Checksum, small.modifiedTime, small.parents, small.appProperties],
  [chosen, '13', hash('md5'), hash('sha256'), '2020-01-02T03:04:05.678Z', [box.id], { of: 'the judge' }])
await refused(files.create({ requestBody: { id: chosen, name: 'again' } }), 409)

for (let i = 0; i < 7; i++) await files.create({ requestBody: { name: `number ${i}`, parents: [box.id] }, media: { mimeType: 'application/octet-stream', body: `${i}` } }, here)
const there = await list(`'${box.id}' in parents and trashed = false`, { orderBy: 'name' })
assert.deepEqual(there.map((file) => file.name), [...Array.from({ length: 7 }, (_, i) => `number ${i}`), 'small.txt'])
assert.deepEqual((await list("name = 'it\\'s a box'")).map((file) => file.id), [box.id])

assert.equal(await content(await files.get({ fileId: chosen, alt: 'media' }, { responseType: 'stream' })), 'first content')
const part = await files.get({ fileId: chosen, alt: 'media' }, { responseType: 'stream', headers: { Range: 'bytes=6-' } })
assert.deepEqual([part.status, await content(part)], [206, 'content'])

await files.update({ fileId: chosen, media: { mimeType: 'text/plain', body: 'second content' } }, here)
assert.equal(await content(await files.get({ fileId: chosen, alt: 'media' }, { responseType: 'stream' })), 'second content')
const { data: other } = await files.create({ requestBody: { name: 'other', mimeType: FOLDER } })
await files.update({ fileId: chosen, addParents: other.id, removeParents: box.id, requestBody: { name: 'moved.txt' } })
assert.deepEqual((await list(`'${other.id}' in parents`)).map((file) => [file.id, file.name]), [[chosen, 'moved.txt']])
const { data: copied } = await files.copy({ fileId: chosen, requestBody: { name: 'copy.txt', parents: [box.id] } })
assert.equal(await content(await files.get({ fileId: copied.id, alt: 'media' }, { responseType: 'stream' })), 'second content')

const [letter] = await list("name = 'Letter'")
await refused(files.get({ fileId: letter.id, alt: 'media' }), 403)
const pdf = await files.export({ fileId: letter.id, mimeType: 'application/pdf' }, { responseType: 'arraybuffer' })
assert.ok(pdf.data.byteLength > 0)

await files.update({ fileId: copied.id, requestBody: { trashed: true } })
await files.delete({ fileId: there[0].id })
await refused(files.get({ fileId: there[0].id }), 404)
const told = await all((pageToken) => changes.list({ pageToken: pageToken ?? startPageToken, pageSize: 4, fields: 'nextPageToken,newStartPageToken,changes(fileId,removed,file(name,trashed))' }), 'changes')
const last = new Map(told.found.map((change) => [change.fileId, change]))
assert.equal(last.get(chosen).file.name, 'moved.txt')
assert.equal(last.get(copied.id).file.trashed, true)
assert.equal(last.get(there[0].id).removed, true)
assert.deepEqual((await changes.list({ pageToken: told.data.newStartPageToken })).data.changes, [])
console.log(`as documented: ${told.found.length} changes`)
