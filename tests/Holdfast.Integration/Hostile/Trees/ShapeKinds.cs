using static Holdfast.Integration.Hostile.Trees.Outcome;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Trees and files of unusual shape: deep, wide, large, empty.</summary>
internal static class ShapeKinds
{
    private const string Deep = "import os,sys; os.chdir(sys.argv[1]); name='deep-'+'x'*75\nfor i in range(1000): os.mkdir(name); os.chdir(name)\nopen('bottom','w').write('here')";
    private const string DeepSum = "(cd $1; find . -mindepth 1000 -printf '%d %s %m %f\\n' | sort)";
    private const string Wide = "import os,sys; os.chdir(sys.argv[1]); os.mkdir('wide'); os.chdir('wide')\nfor i in range(100000): os.close(os.open(f'{i*7919%100000:05}-file', os.O_CREAT|os.O_WRONLY, 0o600))";

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("a thousand directories deep, far beyond PATH_MAX", $"python3 -c \"{Deep}\" $S")
        {
            IsBig = true,
            Mirror = Done with { Check = $"sum() {{ {DeepSum}; }}; [ \"$(sum $S)\" = \"$(sum $D)\" ]; [ $(sum $D | wc -l) -ge 2 ]" },
            Permissions = Done with { Check = "[ $(find $S -mindepth 1000 -type f -printf %m) = 664 ]; [ $(find $S -mindepth 1000 -type d -printf '%m\\n' | sort -u) = 775 ]" },
        },
        new("a directory of 100,000 files", $"python3 -c \"{Wide}\" $S")
        {
            Mirror = Done with { Check = "[ $(ls -f $D/wide | wc -l) = 100002 ]; ls $S/wide | cmp - <(ls $D/wide)" },
            IsBig = true,
        },
        new("a directory of 20,000 files of wrong mode", $"python3 -c \"{Wide.Replace("100000", "20000", StringComparison.Ordinal)}\" $S")
        {
            Permissions = Done with { Check = "[ $(find $S/wide -type f -printf '%m\\n' | sort -u) = 664 ]" },
            IsBig = true,
        },
        new("a sparse file of a tebibyte", "truncate -s 1T $S/f; echo middle | dd of=$S/f bs=1 seek=500G conv=notrunc status=none")
        {
            Mirror = Done with { Check = "[ $(stat -c %s $D/f) = 1099511627776 ]; [ $(stat -c %b $D/f) -lt 100 ]; [ $(dd if=$D/f bs=1 skip=500G count=6 status=none) = middle ]" },
            Permissions = Done,
        },
        new("a file with holes at both ends", "truncate -s 1M $S/f; echo data | dd of=$S/f bs=1 seek=300000 conv=notrunc status=none; truncate -s 0 $S/empty; truncate -s 3 $S/three") { Mirror = Same("f empty three"), Permissions = Done },
        new("empty directories", "mkdir -p $S/a/b/c $S/e; chmod 711 $S/e") { Mirror = Same("a e"), Permissions = Done },
        new("a file where the destination has a directory", "echo x > $S/n; mkdir $D/n; echo theirs > $D/n/f") { OnDestination = true, Mirror = new("Partial", "*") { Check = "[ $(cat $D/n/f) = theirs ]" }, Permissions = Done },
        new("a directory where the destination has a file", "mkdir $S/n; echo x > $S/n/f; echo theirs > $D/n") { OnDestination = true, Mirror = new("Partial", "*") { Check = "[ $(cat $D/n) = theirs ]" }, Permissions = Done },
        new("a file that became a directory between two runs", "echo x > $S/n") { Then = "rm $S/n; mkdir $S/n; echo y > $S/n/f", Words = "extraneous: delete", Mirror = Same("n") },
        new("a directory that became a file between two runs", "mkdir $S/n; echo x > $S/n/f") { Then = "rm -r $S/n; echo y > $S/n", Words = "extraneous: delete, max-delete: 100%", Mirror = new("Refused|Succeeded", "*") { Bystanders = false } },
        new("a file that became a link between two runs", "echo x > $S/n") { Then = "rm $S/n; ln -s $C/file $S/n", Mirror = Same("n") },
    ];
}
