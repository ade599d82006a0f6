using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Quittance.Bench.Payments;

/// <summary>One kept-alive HTTP connection that only reads and counts: <see cref="HttpClient"/> would take more processor time than the server that it asks.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly Socket _socket;
    private byte[] _buffer = new byte[1 << 18];
    private int _have;

    public WireClient(Uri address)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(IPAddress.Parse(address.Host), address.Port);
    }

    /// <summary>An answer; its body lies in the client until the next request.</summary>
    /// <param name="ServerMs">What <c>Server-Timing</c> says; not a number where there is none.</param>
    internal readonly record struct Answer(int Status, ReadOnlyMemory<byte> Body, double ServerMs)
    {
        public Answer Ok() => Status is >= 200 and < 300
            ? this
            : throw new InvalidOperationException($"{Status}: {Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, 2000)])}");
    }

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Request(string method, string path, string? token, byte[]? body = null)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n");
        if (token is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {token}\r\n");
        }

        if (body is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
    }

    public Answer Send(ReadOnlySpan<byte> request)
    {
        while (request.Length > 0)
        {
            request = request[_socket.Send(request)..];
        }

        _have = 0;
        int head;
        while ((head = _buffer.AsSpan(0, _have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            Receive();
        }

        var headers = Encoding.ASCII.GetString(_buffer, 0, head + 2);
        var start = head + 4;
        var status = int.Parse(headers.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var body = Of(headers, "\r\ncontent-length: ") is { } length
            ? Whole(start, int.Parse(length, CultureInfo.InvariantCulture))
            : Of(headers, "\r\ntransfer-encoding: ") is null ? ReadOnlyMemory<byte>.Empty : Joined(start);
        var timing = Of(headers, "\r\nserver-timing: total;dur=");
        return new Answer(status, body, timing is null ? double.NaN : double.Parse(timing.Split(',')[0], CultureInfo.InvariantCulture));
    }

    public void Dispose() => _socket.Dispose();

    private static string? Of(string headers, string name)
    {
        var at = headers.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : headers[(at + name.Length)..headers.IndexOf("\r\n", at + name.Length, StringComparison.Ordinal)];
    }

    private ReadOnlyMemory<byte> Whole(int start, int length)
    {
        while (_have < start + length)
        {
            Receive();
        }

        return _buffer.AsMemory(start, length);
    }

    // Puts the chunks together in the place of the first.
    private ReadOnlyMemory<byte> Joined(int start)
    {
        var (from, to) = (start, start);
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(from, _have - from).IndexOf("\r\n"u8)) < 0)
            {
                Receive();
            }

            if (!Utf8Parser.TryParse(_buffer.AsSpan(from, line), out int size, out _, 'x'))
            {
                throw new InvalidDataException("A chunk has no size.");
            }

            Whole(from + line + 2, size + 2);
            _buffer.AsSpan(from + line + 2, size).CopyTo(_buffer.AsSpan(to));
            (from, to) = (from + line + 2 + size + 2, to + size);
            if (size == 0)
            {
                return _buffer.AsMemory(start, to - start);
            }
        }
    }

    private void Receive()
    {
        if (_have == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var got = _socket.Receive(_buffer.AsSpan(_have));
        _have += got > 0 ? got : throw new IOException("The server closed the connection.");
    }
}
