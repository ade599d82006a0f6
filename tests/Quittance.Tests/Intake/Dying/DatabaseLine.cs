using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Quittance.Tests.Intake.Dying;

/// <summary>The only way from a server to its PostgreSQL, which breaks at a chosen message: to the database, the server has died there.</summary>
internal sealed class DatabaseLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly UnixDomainSocketEndPoint _database;
    private readonly Func<Task> _die;
    private readonly Lock _lock = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _pumps = [];
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private int _last;
    private bool _isHeard;
    private int _messages;
    private int _breaking;

    /// <param name="database">The connection string of a cluster that answers on a Unix socket.</param>
    /// <param name="last">Which message from the server is the last, counted over all its connections.</param>
    /// <param name="isHeard">Whether PostgreSQL still gets the last message, whose answer never arrives; a commit, then, that the server does not know of.</param>
    /// <param name="die">Ends the server before the line is cut.</param>
    public DatabaseLine(string database, int last, bool isHeard, Func<Task> die)
    {
        var direct = new NpgsqlConnectionStringBuilder(database);
        _database = new UnixDomainSocketEndPoint(Path.Combine(direct.Host!, $".s.PGSQL.{direct.Port}"));
        (_last, _isHeard, _die) = (last, isHeard, die);
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(database) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.ConnectionString;
        _accepting = AcceptAsync();
    }

    /// <summary>Leads over this line.</summary>
    public string ConnectionString { get; }

    /// <summary>True from the moment before it is cut.</summary>
    public bool IsBroken => Volatile.Read(ref _breaking) != 0;

    /// <summary>Ends when the line is cut.</summary>
    public Task Broken => _broken.Task;

    /// <summary>Makes the line whole again, for the next life.</summary>
    /// <inheritdoc cref="DatabaseLine(string, int, bool, Func{Task})"/>
    public async Task MendAsync(int last, bool isHeard)
    {
        Cut();
        await Task.WhenAll(_pumps);
        lock (_lock)
        {
            _pumps.Clear();
            (_last, _isHeard, _messages) = (last, isHeard, 0);
            Volatile.Write(ref _breaking, 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
        await Task.WhenAll(_pumps);
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync();
                var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await far.ConnectAsync(_database);
                lock (_lock)
                {
                    _sockets.AddRange([near, far]);
                    _pumps.AddRange([AskAsync(near, far), AnswerAsync(far, near)]);
                }

                if (IsBroken)
                {
                    Cut();
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The end of it all.
        }
    }

    private Task AskAsync(Socket server, Socket database) => PumpAsync(server, database, async () =>
    {
        var message = Interlocked.Increment(ref _messages);
        if (message < _last || (message == _last && _isHeard))
        {
            return true;
        }

        await BreakAsync();
        return false;
    });

    private Task AnswerAsync(Socket database, Socket server) => PumpAsync(database, server, async () =>
    {
        if (Volatile.Read(ref _messages) < _last)
        {
            return true;
        }

        await BreakAsync();
        return false;
    });

    private static async Task PumpAsync(Socket from, Socket to, Func<Task<bool>> maySend)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read && await maySend())
            {
                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // One end hung up.
        }
    }

    private async Task BreakAsync()
    {
        if (Interlocked.Exchange(ref _breaking, 1) == 0)
        {
            await _die();
            Cut();
            _broken.TrySetResult();
        }
    }

    private void Cut()
    {
        lock (_lock)
        {
            foreach (var socket in _sockets)
            {
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }
}
