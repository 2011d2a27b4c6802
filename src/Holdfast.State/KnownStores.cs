using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Stores that were ever seen.</summary>
internal sealed class KnownStores(Gate writer, Gate reader) : IKnownStores
{
    public ValueTask<IReadOnlyList<KnownStore>> ListAsync(CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<KnownStore>>(
            connection =>
            {
                var row = connection.Prepare("SELECT name, location, uuid, file_system_id, seen FROM stores");
                var stores = new List<KnownStore>();
                while (row.Step()) stores.Add(new KnownStore(row.Text(0), row.Text(1), row.Text(2), row.Text(3), Values.Moment(row.Text(4))));
                return stores;
            },
            cancellation);

    public ValueTask SaveAsync(KnownStore store, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection => connection.Prepare(
                "INSERT INTO stores (name, location, uuid, file_system_id, seen) VALUES (?1, ?2, ?3, ?4, ?5) "
                + "ON CONFLICT DO UPDATE SET uuid = excluded.uuid, file_system_id = excluded.file_system_id, seen = excluded.seen "
                + "WHERE substr(excluded.uuid, 1, length(?6)) <> ?6 OR substr(uuid, 1, length(?6)) = ?6")
                .Bind(1, store.Name).Bind(2, store.Location).Bind(3, store.Uuid).Bind(4, store.FileSystemId).Bind(5, Values.Text(store.SeenAt)).Bind(6, StoreFacts.UnmarkedPrefix).Run(),
            cancellation);

    public ValueTask<KnownTrash?> FindTrashAsync(string storeUuid, string job, CancellationToken cancellation) =>
        reader.RunAsync(
            connection =>
            {
                var row = connection.Prepare("SELECT swept, bytes FROM trash WHERE store_uuid = ?1 AND job = ?2").Bind(1, storeUuid).Bind(2, job);
                if (!row.Step()) return null;
                var trash = new KnownTrash(Values.Moment(row.Text(0)), row.Int64(1));
                row.Reset();
                return trash;
            },
            cancellation);

    public ValueTask SaveTrashAsync(string storeUuid, string job, KnownTrash trash, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection => connection.Prepare("INSERT INTO trash (store_uuid, job, swept, bytes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET swept = excluded.swept, bytes = excluded.bytes")
                .Bind(1, storeUuid).Bind(2, job).Bind(3, Values.Text(trash.SweptAt)).Bind(4, trash.Bytes).Run(),
            cancellation);

    public ValueTask<bool> ForgetAsync(string name, CancellationToken cancellation) =>
        writer.WriteAsync(connection => connection.Prepare("DELETE FROM stores WHERE name = ?1").Bind(1, name).Run() > 0, cancellation);
}
