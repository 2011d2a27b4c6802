using static Holdfast.Integration.Hostile.Trees.Outcome;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Names that break programs which take them for text.</summary>
internal static class NameKinds
{
    private const string All255 = "$(printf 'n%.0s' $(seq 255))";

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("names of 255 bytes", $"mkdir $S/{All255}; echo x > $S/{All255}/{All255}") { Mirror = Same(All255), Permissions = Done },
        new("names of 255 bytes in multi-byte letters", "n=$(printf 'ü%.0s' $(seq 127))x; mkdir $S/$n; echo x > $S/$n/$n") { Mirror = Trees(), Permissions = Done },
        new("newline, escape and bell in names", "mkdir $S/$'new\\nline'; echo x > $S/$'new\\nline'/$'\\e[2Jescape\\a'; echo y > $S/$'tab\\t'") { Mirror = Trees(), Permissions = Done },
        new("names that are no UTF-8", "mkdir $S/$'d\\xff\\xfe'; echo x > $S/$'d\\xff\\xfe'/$'f\\xc3\\x28'; echo y > $S/$'\\xed\\xa0\\x80'; echo z > $S/$'caf\\xe9'; ln -s $'t\\xff' $S/$'l\\xff'") { Mirror = Trees(), Permissions = Done },
        new("names that look like options, patterns and code", "cd $S; for n in -rf --delete ... '* ?' ' lead' 'trail ' '$(reboot)' '`x`' \"'\" '\"' 'a\\b' '#' '~' '[ab]' 'NUL' 'x:y'; do mkdir -- \"./$n\"; echo x > \"./$n/$n\"; done") { Mirror = Trees(), Permissions = Done },
        new("names that differ by case or by form of accents", "echo a > $S/Name; echo b > $S/name; echo c > $S/NAME; echo d > $S/$'\\xc3\\xa9'; echo e > $S/$'e\\xcc\\x81'") { Mirror = Trees(), Permissions = Done },
        new("names that sort around the slash", "mkdir $S/d; echo x > $S/d/f; echo y > $S/d.txt; echo z > $S/d-1; echo w > $S/d0; mkdir $S/d.d; echo v > $S/d.d/f") { Mirror = Trees(), Permissions = Done },
        new("the store's own name further down", "mkdir -p $S/d/.holdfast/trash; echo x > $S/d/.holdfast/marker") { Mirror = Same("d"), Permissions = Done },
    ];

    private static Outcome Trees() => Done with { Check = "diff -r --no-dereference -x .holdfast $S $D" };
}
