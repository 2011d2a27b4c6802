using System.Globalization;
using System.Text;

namespace Holdfast.TestKit.Clouds.Drive;

/// <content>What people and other programs do there, without asking over the wire.</content>
public sealed partial class FakeDrive
{
    /// <summary>Puts a file there.</summary>
    /// <returns>Its id.</returns>
    public string Add(string name, string content, string parent = Root, bool hasSha = true) => Plant(new DriveItem { Id = "", Name = name, Mime = "application/octet-stream", Parent = parent, Content = Encoding.UTF8.GetBytes(content), HasSha = hasSha });

    /// <summary>Makes a folder.</summary>
    public string AddFolder(string name, string parent = Root) => Plant(new DriveItem { Id = "", Name = name, Mime = DriveItem.Folder, Parent = parent });

    /// <summary>Makes a document: <c>document</c>, <c>spreadsheet</c>, <c>presentation</c>, <c>drawing</c>, <c>form</c>, …</summary>
    public string AddDocument(string name, string kind = "document", int exportSize = 100, string parent = Root) =>
        Plant(new DriveItem { Id = "", Name = name, Mime = "application/vnd.google-apps." + kind, Parent = parent, ExportSize = exportSize });

    /// <summary>Makes a shortcut.</summary>
    public string AddShortcut(string name, string target, string parent = Root) => Plant(new DriveItem { Id = "", Name = name, Mime = DriveItem.Shortcut, Parent = parent, Target = target });

    /// <summary>Shares a file or folder of somebody else; it stands in no folder of ours.</summary>
    public string Share(string name, string? content) => Plant(new DriveItem
    {
        Id = "", Name = name, Mime = content is null ? DriveItem.Folder : "application/octet-stream", Content = content is null ? null : Encoding.UTF8.GetBytes(content), IsMine = false, IsSharedWithMe = true,
    });

    /// <summary>Makes a shared drive; its id is that of its root folder.</summary>
    public string AddDrive(string name)
    {
        lock (_gate)
        {
            Prepare();
            var id = NewId();
            _drives[id] = name;
            _items[id] = new DriveItem { Id = id, Name = name, Mime = DriveItem.Folder, DriveId = id, Created = time.GetUtcNow(), Modified = time.GetUtcNow() };
            return id;
        }
    }

    /// <summary>Gives a file other content; of a document a new version.</summary>
    public void Edit(string id, string content) => Change(id, item =>
    {
        if (item.Content is not null) item.Content = Encoding.UTF8.GetBytes(content);
        item.Revision++;
        item.Modified = Later(item.Modified);
    });

    /// <summary>Gives something another name.</summary>
    public void Rename(string id, string name) => Change(id, item => item.Name = name);

    /// <summary>Moves something to another folder.</summary>
    public void Move(string id, string parent) => Change(id, item => item.Parent = parent);

    /// <summary>Puts something into the trash of the server, or takes it out.</summary>
    public void Trash(string id, bool trashed = true) => Change(id, item => item.IsTrashedItself = trashed);

    /// <summary>Lets the downloads of a file be used up for the day.</summary>
    public void UseUp(string id, bool isOver = true) => Change(id, item => item.IsOverQuota = isOver);

    /// <summary>Takes a file or folder away, with all in it: it was removed for good, or we lost access.</summary>
    public void Lose(string id)
    {
        lock (_gate)
        {
            var item = _items[id];
            foreach (var below in _items.Values.Where(one => one.Parent == id).ToArray()) _items.Remove(below.Id);
            _items.Remove(id);
            Removed(item);
        }
    }

    /// <summary>Ids below a folder that stand under a path of names; the first where there are several.</summary>
    public string? Find(string path, string parent = Root)
    {
        lock (_gate)
        {
            var at = parent;
            foreach (var name in path.Split('/'))
            {
                if (_items.Values.FirstOrDefault(item => item.Parent == at && item.Name == name && !IsTrashed(item)) is not { } found) return null;
                at = found.Id;
            }
            return at;
        }
    }

    /// <summary>All contents that are kept, those in the trash too.</summary>
    public IReadOnlyList<string> Contents
    {
        get { lock (_gate) return [.. _items.Values.Where(item => item.Content is not null).Select(item => Encoding.UTF8.GetString(item.Content!))]; }
    }

    /// <summary>The whole tree as lines: path, size.</summary>
    public string Tree
    {
        get
        {
            lock (_gate)
            {
                Prepare();
                var lines = new List<string>();
                Walk(Root, "", lines);
                return string.Join('\n', lines);
            }
        }
    }

    private void Walk(string parent, string above, List<string> lines)
    {
        foreach (var item in _items.Values.Where(item => item.Parent == parent && !item.IsTrashedItself).OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            lines.Add(item.IsFolder ? $"{above}{item.Name}/" : string.Create(CultureInfo.InvariantCulture, $"{above}{item.Name} {item.Content?.Length ?? 0}"));
            if (item.IsFolder) Walk(item.Id, $"{above}{item.Name}/", lines);
        }
    }

    private string Plant(DriveItem like)
    {
        lock (_gate)
        {
            Prepare();
            var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            var item = new DriveItem
            {
                Id = NewId(), Name = like.Name, Mime = like.Mime, Parent = like.Parent, Content = like.Content, Target = like.Target, ExportSize = like.ExportSize, IsMine = like.IsMine, IsSharedWithMe = like.IsSharedWithMe,
                HasSha = like.HasSha, DriveId = like.Parent is null ? null : _items[like.Parent].DriveId, Created = now, Modified = now,
            };
            _items[item.Id] = item;
            Changed(item);
            return item.Id;
        }
    }

    private void Change(string id, Action<DriveItem> change)
    {
        lock (_gate)
        {
            change(_items[id]);
            Changed(_items[id]);
        }
    }

    private DateTimeOffset Later(DateTimeOffset before)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return now > before ? now : before.AddMilliseconds(1);
    }
}
