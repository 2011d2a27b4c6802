namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Files that do not stand still while they are read: what arrives is some moment of them whole, or nothing.</summary>
internal static class ChangingKinds
{
    private const string Start = "import os,sys,itertools; p=sys.argv[1]; print('ready', flush=True)\n";
    private const string OneLetter = "[ ! -e $D/f ] || [ $(tr -d '\\n' < $D/f | fold -w1 | sort -u | wc -l) -le 1 ]";

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("file that grows during the copy", "head -c 30M /dev/urandom > $S/f")
        {
            During = Python("f=open(p,'ab',0)\nwhile True: f.write(b'x'*100)"),
            Mirror = new("Succeeded|Partial", "*") { Check = "[ ! -e $D/f ] || cmp -n $(stat -c %s $D/f) $S/f $D/f" },
            Permissions = new("Succeeded|Partial", "*"),
        },
        new("file that is cut off and filled again during the copy", "head -c 4M /dev/zero | tr '\\0' a > $S/f")
        {
            During = Python("for c in itertools.cycle(b'abcdefgh'):\n  with open(p,'wb',0) as f: f.write(bytes([c])*(4<<20))"),
            Mirror = new("Succeeded|Partial", "*") { Check = OneLetter },
            Permissions = new("Succeeded|Partial", "*"),
        },
        new("file that is replaced during the copy", "head -c 4M /dev/zero | tr '\\0' a > $S/f")
        {
            During = Python("for c in itertools.cycle(b'abcdefgh'):\n  with open(p+'.new','wb',0) as f: f.write(bytes([c])*(4<<20))\n  os.rename(p+'.new',p)"),
            Mirror = new("Succeeded|Partial", "*") { Check = OneLetter + "; [ $(stat -c %s $D/f) = 4194304 ]" },
            Permissions = new("Succeeded|Partial", "*"),
        },
        new("file whose time is set back after each change", "head -c 4M /dev/zero | tr '\\0' a > $S/f; touch -d @1700000000 $S/f")
        {
            During = Python("os.utime(p,(1700000000,1700000000))\nwhile True:\n  for c in b'ab':\n    fd=os.open(p,os.O_WRONLY); os.write(fd,bytes([c])*(4<<20)); os.close(fd); os.utime(p,(1700000000,1700000000))"),
            Mirror = new("Succeeded|Partial", "*") { Check = OneLetter },
        },
        new("directory that is filled and emptied during the scan", "mkdir $S/d")
        {
            During = Python("i=0\nwhile True:\n  i+=1; n=p[:-1]+'d/%d'%(i%500)\n  try: os.unlink(n)\n  except OSError: open(n,'w').close()"),
            Mirror = new("Succeeded|Partial", "*"),
            Permissions = new("Succeeded|Partial", "*"),
        },
        new("file edited in the destination between plan and apply", "echo x > $S/f") { Then = "echo newer > $S/f; sleep 0.02", Between = "echo theirs > $D/f", Mirror = new("Partial", "changed:f") { Check = "[ $(cat $D/f) = theirs ]" } },
        new("file saved in the destination between plan and apply", "echo x > $S/f") { Between = "echo theirs > $D/f", Mirror = new("Partial", "changed:f") { Check = "[ $(cat $D/f) = theirs ]" } },
        new("file saved in a directory that is to be removed", "mkdir $S/d; echo x > $S/d/f; echo y > $S/d/g") { Then = "rm -r $S/d", Words = "extraneous: delete, max-delete: 100%", Between = "echo theirs > $D/d/theirs", Mirror = new("Succeeded", "extraneous:d") { Check = "[ $(cat $D/d/theirs) = theirs ]" } },
        new("file that is gone when it is read", "echo x > $S/f") { Between = "rm $S/f", Mirror = new("Partial", "changed:f") { Check = "[ ! -e $D/f ]" }, Permissions = new("Partial", "changed:f") },
    ];

    private static string Python(string program) => $"exec python3 -c \"{Start}{program}\" $S/f";
}
