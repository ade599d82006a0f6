using System.Diagnostics;

namespace Quittance.Server.Storage.Embedded;

/// <summary>The account under which PostgreSQL's programs run: our own, or an unprivileged one if we are root, since they refuse root.</summary>
/// <remarks>
/// setpriv(1) changes the account: it is part of util-linux, asks no PAM and no sudo, and its exec keeps the process id.
/// A number without an entry in the password database does not do ("could not look up effective user ID").
/// </remarks>
internal sealed class ServiceAccount
{
    private const string SetPriv = "/usr/bin/setpriv";

    /// <summary>Of our children, PostgreSQL's programs get these variables only: ours may hold keys that they have no business with.</summary>
    private static readonly string[] Inherited = ["PATH", "LD_LIBRARY_PATH"];

    private readonly string? _name;
    private readonly string? _group;

    private ServiceAccount(string? name, string? group) => (_name, _group) = (name, group);

    /// <summary>True if the account is another than ours, so that files have to be given to it.</summary>
    public bool IsOther => _name is not null;

    public override string ToString() => _name ?? Environment.UserName;

    public static ServiceAccount Current()
    {
        if (!Libc.IsRoot)
        {
            return new ServiceAccount(null, null);
        }

        // "postgres" comes with the package; "nobody" is there when the programs came by another way.
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length > 3).ToList();
        var account = accounts.Find(fields => fields[0] == "postgres") ?? accounts.Find(fields => fields[0] == "nobody")
            ?? throw new EmbeddedPostgresException("PostgreSQL does not run as root, and there is neither an account postgres nor nobody. Run Quittance as a normal user.");
        return new ServiceAccount(account[0], account[3]);
    }

    /// <summary>How to start a program as this account.</summary>
    /// <param name="diesWithUs">
    /// The program gets SIGINT when the thread that started it ends, also by kill -9, and has a session of its own,
    /// so that a Ctrl+C in the terminal reaches us only and we can end it in order.
    /// </param>
    public ProcessStartInfo Command(string program, IEnumerable<string> arguments, bool diesWithUs = false)
    {
        List<string> line = _name is null ? [] : [$"--reuid={_name}", $"--regid={_group}", "--clear-groups"];
        if (diesWithUs)
        {
            line.AddRange(["--pdeathsig=INT", "setsid"]);
        }

        return line.Count == 0
            ? Prepare(new ProcessStartInfo(program, arguments))
            : Prepare(new ProcessStartInfo(SetPriv, [.. line, program, .. arguments]));
    }

    /// <summary>Gives a file or folder of ours to the account.</summary>
    public async Task GiveAsync(string path, CancellationToken cancel)
    {
        if (IsOther)
        {
            await ChildProcess.RunAsync(Prepare(new ProcessStartInfo("chown", ["--no-dereference", $"{_name}:{_group}", path])), cancel);
        }
    }

    /// <summary>True if the account can walk down to the folder. Asked of the kernel, which also knows lists and mounts that mode bits do not show.</summary>
    public async Task<bool> CanReachAsync(string folder, CancellationToken cancel) =>
        !IsOther || await ChildProcess.SucceedsAsync(Command("/usr/bin/test", ["-x", folder]), cancel);

    private static ProcessStartInfo Prepare(ProcessStartInfo start)
    {
        start.WorkingDirectory = "/"; // The caller's own may be closed to the account.
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var name in start.Environment.Keys.Except(Inherited).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        return start;
    }
}
