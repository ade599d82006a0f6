using System.Security.Cryptography;

namespace Quittance.Server.Storage.Embedded;

/// <summary>Where the parts of a private cluster lie.</summary>
/// <remarks>
/// As a rule everything is under <c>&lt;data folder&gt;/postgres</c>: <c>data</c> (PostgreSQL's), <c>run</c> (its socket),
/// <c>log</c>, <c>password</c> and <c>lock</c>. Two one-line files say where it is otherwise: <c>cluster-at</c>, if the
/// account of PostgreSQL cannot reach the data folder, and <c>sockets-at</c>, if the path is too long for a socket.
/// </remarks>
internal sealed class ClusterFolders
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    public const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Others may walk through, to what they may see by name; they may not look around.</summary>
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>In bytes. A socket's address has 108, and PostgreSQL appends <c>/.s.PGSQL.5432.lock</c>.</summary>
    private const int SocketFolderMax = 88;

    private ClusterFolders(string root) => Root = root;

    /// <summary>The folder that holds the others.</summary>
    public string Root { get; }

    public string Data => Path.Combine(Root, "data");

    /// <summary>Where initdb works. What lies here was interrupted and is worth nothing.</summary>
    public string Unfinished => Path.Combine(Root, "data.unfinished");

    public string Log => Path.Combine(Root, "log");

    public string PasswordFile => Path.Combine(Root, "password");

    public string LockFile => Path.Combine(Root, "lock");

    /// <summary>The folder of the socket as the running, or last, owner chose it.</summary>
    public string Sockets => ReadLine(SocketsAt) ?? DefaultSockets;

    /// <summary>The major version of PostgreSQL that made the cluster, or null before there is one.</summary>
    public string? Major => ReadLine(Path.Combine(Data, "PG_VERSION"));

    private string DefaultSockets => Path.Combine(Root, "run");

    private string SocketsAt => Path.Combine(Root, "sockets-at");

    /// <summary>The folders of a cluster that was made before, or null.</summary>
    public static ClusterFolders? Find(string dataFolder)
    {
        var home = Path.Combine(Path.GetFullPath(dataFolder), "postgres");
        var root = ReadLine(Path.Combine(home, "cluster-at")) ?? home;
        return Directory.Exists(root) ? new ClusterFolders(root) : null;
    }

    /// <summary>The folders of the cluster, made if they are not there.</summary>
    /// <param name="elsewhere">Where clusters go whose data folder the account cannot reach.</param>
    /// <param name="tell">Hears about such a move.</param>
    public static async Task<ClusterFolders> EnsureAsync(string dataFolder, string elsewhere, ServiceAccount account, Action<string> tell, CancellationToken cancel)
    {
        var home = Path.Combine(Path.GetFullPath(dataFolder), "postgres");
        var pointer = Path.Combine(home, "cluster-at");
        Directory.CreateDirectory(Path.GetFullPath(dataFolder), Passable);
        Directory.CreateDirectory(home, Passable);
        if (!File.Exists(pointer) && !await account.CanReachAsync(home, cancel))
        {
            var moved = await ChooseElsewhereAsync(home, elsewhere, account, cancel);
            await File.WriteAllTextAsync(pointer, moved + "\n", cancel);
        }

        var folders = Find(dataFolder) ?? throw new EmbeddedPostgresException($"""
            {pointer} says that the database lies in {ReadLine(pointer)}, which is not there.
            Bring it back from a backup, or delete {pointer} to begin with an empty database.
            """);
        if (folders.Root != home)
        {
            tell($"The account {account} cannot reach {home}, so the database lies in {folders.Root}.");
        }

        return folders;
    }

    /// <summary>Makes the folders that PostgreSQL writes to and gives them to its account. Only the owner of the lock may call it.</summary>
    public async Task PrepareAsync(ServiceAccount account, CancellationToken cancel)
    {
        ForgetSockets();
        if (DefaultSockets.Length > SocketFolderMax)
        {
            var sockets = $"/tmp/quittance-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
            await File.WriteAllTextAsync(SocketsAt, sockets + "\n", cancel);
        }

        foreach (var folder in new[] { Sockets, Log })
        {
            Directory.CreateDirectory(folder, Private);
            await account.GiveAsync(folder, cancel);
        }
    }

    /// <summary>Removes the short folder of sockets that lies outside of the root, if there is one.</summary>
    public void ForgetSockets()
    {
        if (File.Exists(SocketsAt))
        {
            if (Directory.Exists(Sockets))
            {
                Directory.Delete(Sockets, recursive: true);
            }

            File.Delete(SocketsAt);
        }
    }

    private static async Task<string> ChooseElsewhereAsync(string home, string elsewhere, ServiceAccount account, CancellationToken cancel)
    {
        // The name is random, not made from the path: who deletes the data folder wants an empty database next time,
        // and a cluster whose keys went with that folder must not come back.
        var root = Path.Combine(elsewhere, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            Directory.CreateDirectory(elsewhere, Passable);
            Directory.CreateDirectory(root, Passable);
            await File.WriteAllTextAsync(Path.Combine(root, "belongs-to"), home + "\n", cancel);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw CannotReach(home, account, closed);
        }

        return await account.CanReachAsync(root, cancel) ? root : throw CannotReach(home, account, null);
    }

    private static EmbeddedPostgresException CannotReach(string home, ServiceAccount account, Exception? inner) => new($"""
        PostgreSQL does not run as root, and the account {account} cannot reach {home}.
        Name a data folder that it can reach: QUITTANCE_DATA=/var/lib/quittance
        or run Quittance as a normal user.
        """, inner);

    private static string? ReadLine(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : null;
}
