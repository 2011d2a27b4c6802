using static Holdfast.Integration.Hostile.Trees.Outcome;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Modes, attributes, lists and times that give power, take it, or do not fit.</summary>
internal static class MetadataKinds
{
    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("set-user-id and set-group-id files", "echo x > $S/u; echo y > $S/g; chmod 4755 $S/u; chmod 2755 $S/g")
        {
            Mirror = Done with { Check = "[ \"$(stat -c %a $D/u $D/g | xargs)\" = '755 755' ]; [ $(stat -c %a $S/u) = 4755 ]" },
            Permissions = Done with { Check = "[ \"$(stat -c %a $S/u $S/g | xargs)\" = '664 664' ]" },
        },
        new("set-group-id and sticky directories", "mkdir $S/g $S/t; chmod 2755 $S/g; chmod 1777 $S/t") { Mirror = Same("g t"), Permissions = Done with { Check = "[ \"$(stat -c %a $S/g $S/t | xargs)\" = '2775 1775' ]" } },
        new("immutable file in the source", "echo x > $S/f; chmod 600 $S/f; chattr +i $S/f") { NeedsRoot = true, Mirror = Same("f"), Permissions = new("Succeeded", "refused:f") { Check = "[ $(stat -c %a $S/f) = 600 ]" } },
        new("append-only file in the source", "echo x > $S/f; chmod 600 $S/f; chattr +a $S/f") { NeedsRoot = true, Mirror = Same("f"), Permissions = new("Succeeded", "refused:f") { Check = "[ $(stat -c %a $S/f) = 600 ]" } },
        new("immutable file in the destination", "echo x > $S/f") { NeedsRoot = true, Then = "echo new > $S/f; chattr +i $D/f", Mirror = new("Partial", "failed:f") { Check = "[ $(cat $D/f) = x ]" } },
        new("immutable directory in the destination", "mkdir $S/d; echo x > $S/d/f") { NeedsRoot = true, Then = "echo new > $S/d/f; echo g > $S/d/g; chattr +i $D/d", Mirror = new("Partial", "*") { Check = "[ $(cat $D/d/f) = x ]; [ ! -e $D/d/g ]" } },
        new("unreadable file", "echo x > $S/f; chmod 000 $S/f") { NeedsRoot = true, Mirror = Same("f"), Permissions = Done with { Check = "[ $(stat -c %a $S/f) = 664 ]" } },
        new("directory without permission", "mkdir $S/d; echo x > $S/d/f; chmod 000 $S/d") { NeedsRoot = true, Mirror = Same("d"), Permissions = Done with { Check = "[ $(stat -c %a $S/d) = 775 ]" } },
        new("extended attributes, large and many", "echo x > $S/f; setfattr -n user.large -v $(printf 'v%.0s' $(seq 3000)) $S/f; mkdir $S/d; for i in $(seq 20); do setfattr -n user.n$i -v $i $S/d; done; setfattr -n user.binary -v 0x00ff0a $S/d")
        {
            Mirror = Done with { Check = "diff <(cd $S; getfattr -d -e hex f d) <(cd $D; getfattr -d -e hex f d); [ $(getfattr -d --absolute-names $D/d | grep -c user) = 21 ]" },
            Permissions = Done with { Check = "getfattr -n user.n7 $S/d >/dev/null" },
        },
        new("attributes that give power", "cp /bin/true $S/f; setcap cap_net_raw+ep $S/f 2>/dev/null || setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 $S/f; setfattr -n trusted.x -v y $S/f") { NeedsRoot = true, Mirror = Same("f") with { Check = "! getfattr -m - -d $D/f | grep -E 'security|trusted'" }, Permissions = Done },
        new("access control lists", "echo x > $S/f; setfacl -m u:65533:rwx,m::r $S/f; mkdir $S/d; setfacl -d -m u:65533:rwx $S/d; echo y > $S/d/g; getfacl -c $S/f > $S/../before")
        {
            Mirror = new("Succeeded", "*") { Check = "cmp $S/f $D/f; cmp $S/d/g $D/d/g" },
            Permissions = new("Succeeded", "refused:d refused:f") { Check = "getfacl -c $S/f | cmp - $S/../before" },
        },
        new("default list on the destination", "setfacl -d -m u:65533:rwx $D; echo x > $S/f; mkdir $S/d; echo y > $S/d/g") { Mirror = new("Succeeded", "*") { Check = "! getfacl -c $D/f $D/d/g 2>/dev/null | grep 65533" } },
        new("times before 1970, far ahead and finer than microseconds", "cd $S; touch -d @-1000000000.5 old; touch -d 2106-02-08 ahead; touch -d 2400-01-01 far; touch -d '2024-01-01 00:00:00.123456789' fine; : > empty")
        {
            Mirror = Done with { Check = "diff <(cd $S; stat -c '%n %.9Y' old ahead fine empty) <(cd $D; stat -c '%n %.9Y' old ahead fine empty); [ $(stat -c %Y $D/far) = 9223372036 ]" },
            Permissions = Done with { Check = "[ $(stat -c %.9Y $S/old) = -1000000000.500000000 ] || stat -c %.9Y $S/old" },
        },
        new("owners without a name", "echo x > $S/f; chown 4000000000:4000000001 $S/f; mkdir $S/d; chown 12345:54321 $S/d") { NeedsRoot = true, Mirror = Same("f d"), Permissions = Done with { Check = "[ $(stat -c %u:%g $S/f) = 1001:999 ]" } },
    ];
}
