using System.CommandLine;

var root = new RootCommand("Keeps every copy of your data where it should be.");
return await root.Parse(args).InvokeAsync();
