using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Quittance.Connectors.Http;
using Quittance.Domain.Intake;

namespace Quittance.Tests.Http;

/// <summary>Whatever a provider answers, the caller gets a bounded answer or a <see cref="ProviderException"/>, and soon.</summary>
public sealed class ReadingProvidersAnswers
{
    private const int BytesMax = 100_000;

    private static readonly AllowedNetworks Loopback = AllowedNetworks.Parse("127.0.0.0/8");

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not()
    {
        await using var provider = await LocalProvider.AnsweringAsync(200, new byte[BytesMax], ("Content-Disposition", "attachment; filename=\"../../F 1.xml\""));
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        var answer = await http.SendAsync(Get(provider.Address), BytesMax, Cancel);

        Assert.Equal(BytesMax, answer.Body.Length);
        Assert.Equal("F 1.xml", answer.FileName);
        await AssertFailsAsync(ProviderFault.TooLarge, http, provider.Address, BytesMax - 1);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_body_is_measured_by_what_comes_out(string encoding)
    {
        await using var honest = await LocalProvider.AnsweringAsync(200, Compressed(encoding, BytesMax), ("Content-Encoding", encoding));
        await using var bomb = await LocalProvider.AnsweringAsync(200, Compressed(encoding, 20_000_000), ("Content-Encoding", encoding));
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        Assert.Equal(BytesMax, (await http.SendAsync(Get(honest.Address), BytesMax, Cancel)).Body.Length);
        await AssertFailsAsync(ProviderFault.TooLarge, http, bomb.Address);
    }

    [Fact]
    public async Task A_body_without_end_is_left_at_the_limit()
    {
        var hungUp = new TaskCompletionSource();
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            context.RequestAborted.Register(hungUp.SetResult);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[10_000]);
            }
        });
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        await AssertFailsAsync(ProviderFault.TooLarge, http, provider.Address);
        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_provider_that_stops_talking_is_not_waited_for(bool isStarted)
    {
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            if (isStarted)
            {
                await context.Response.Body.WriteAsync(new byte[1], Cancel);
                await context.Response.Body.FlushAsync(Cancel);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var http = new ProviderHttp(Loopback, TimeProvider.System, Soon);

        await AssertFailsAsync(ProviderFault.TimedOut, http, provider.Address);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_that_and_not_a_fault_of_the_provider()
    {
        using var giveUp = new CancellationTokenSource();
        await using var provider = await LocalProvider.StartAsync(async context =>
        {
            await giveUp.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.SendAsync(Get(provider.Address), BytesMax, giveUp.Token));
    }

    [Theory]
    [InlineData(204, null)]
    [InlineData(304, ProviderFault.BadAnswer)]
    [InlineData(400, ProviderFault.Rejected)]
    [InlineData(401, ProviderFault.CredentialsRefused)]
    [InlineData(403, ProviderFault.Forbidden)]
    [InlineData(404, ProviderFault.NotFound)]
    [InlineData(408, ProviderFault.TimedOut)]
    [InlineData(410, ProviderFault.NotFound)]
    [InlineData(422, ProviderFault.Rejected)]
    [InlineData(429, ProviderFault.RateLimited)]
    [InlineData(500, ProviderFault.Unavailable)]
    [InlineData(502, ProviderFault.Unavailable)]
    [InlineData(503, ProviderFault.Unavailable)]
    [InlineData(504, ProviderFault.TimedOut)]
    [InlineData(599, ProviderFault.Unavailable)]
    public async Task Each_status_has_its_fault_and_keeps_its_retry_after(int status, ProviderFault? fault)
    {
        await using var provider = await LocalProvider.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = "17";
            return Task.CompletedTask;
        });
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        var answer = await http.ExchangeAsync(Get(provider.Address), BytesMax, Cancel);

        Assert.Equal((HttpStatusCode)status, answer.Status);
        if (fault is null)
        {
            Assert.Same(answer, answer.Required());
            return;
        }

        var failed = Assert.Throws<ProviderException>(answer.Required);
        Assert.Equal(fault, failed.Fault);
        Assert.Equal(TimeSpan.FromSeconds(17), failed.RetryAfter);
        Assert.Contains(status.ToString(CultureInfo.InvariantCulture), failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ProviderFault.Unavailable)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", ProviderFault.Unavailable)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n", ProviderFault.Unavailable)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nshort\r\n", ProviderFault.BadAnswer)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2147483647\r\n\r\n", ProviderFault.TooLarge)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nno gzip!", ProviderFault.BadAnswer)]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n\r\n", ProviderFault.BadAnswer)]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0028", ProviderFault.Unavailable)]
    public async Task An_answer_that_is_no_http_is_the_providers_fault(string answer, ProviderFault fault)
    {
        await using var provider = new RawProvider(answer);
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        await AssertFailsAsync(fault, http, provider.Address);
    }

    [Fact]
    public async Task Headers_are_bounded()
    {
        var many = string.Concat(Enumerable.Range(0, 1_000).Select(number => $"X-{number}: {new string('x', 100)}\r\n"));
        await using var provider = new RawProvider($"HTTP/1.1 200 OK\r\n{many}\r\n");
        await using var endless = new RawProvider($"HTTP/1.1 200 OK\r\nX: {new string('x', 1_000_000)}");
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        await AssertFailsAsync(ProviderFault.TooLarge, http, provider.Address);
        await AssertFailsAsync(ProviderFault.TooLarge, http, endless.Address);
    }

    [Fact]
    public async Task Who_does_not_answer_at_all_is_unavailable()
    {
        using var http = new ProviderHttp(Loopback, TimeProvider.System);
        Uri closed;
        await using (var provider = await LocalProvider.AnsweringAsync(200, []))
        {
            closed = provider.Address;
        }

        await AssertFailsAsync(ProviderFault.Unavailable, http, closed);
    }

    [Fact]
    public async Task A_name_without_an_address_is_unavailable()
    {
        foreach (var addresses in new[] { Task.FromResult<IPAddress[]>([]), Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)) })
        {
            using var http = new ProviderHttp(GuardedHttp.NewHandler(Loopback, (_, _) => addresses), TimeProvider.System, null);

            Assert.Contains("cannot be resolved", await AssertFailsAsync(ProviderFault.Unavailable, http, new Uri("https://nobody.example.test/")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var encrypted = await LocalProvider.StartAsync(_ => Task.CompletedTask, isEncrypted: true);
        await using var plain = await LocalProvider.AnsweringAsync(200, []);
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        Assert.Contains("certificate", await AssertFailsAsync(ProviderFault.Unavailable, http, encrypted.Address), StringComparison.Ordinal);
        Assert.Contains("certificate", await AssertFailsAsync(ProviderFault.Unavailable, http, new UriBuilder(plain.Address) { Scheme = "https" }.Uri), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/relative")]
    public async Task An_address_that_is_not_of_the_web_is_not_configured(string address)
    {
        using var http = new ProviderHttp(Loopback, TimeProvider.System);

        await AssertFailsAsync(ProviderFault.NotConfigured, http, new Uri(address, UriKind.RelativeOrAbsolute));
    }

    private static HttpRequestMessage Get(Uri address) => new(HttpMethod.Get, address);

    private static async Task<string> AssertFailsAsync(ProviderFault fault, ProviderHttp http, Uri address, int bytesMax = BytesMax)
    {
        var failed = await Assert.ThrowsAsync<ProviderException>(() => http.SendAsync(Get(address), bytesMax, Cancel));
        Assert.True(fault == failed.Fault, $"{failed.Fault}: {failed.Message} {failed.InnerException}");
        return failed.Message;
    }

    private static byte[] Compressed(string encoding, int length)
    {
        using var kept = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(kept, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(kept, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(kept, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            var zeros = new byte[100_000];
            for (var written = 0; written < length; written += zeros.Length)
            {
                stream.Write(zeros);
            }
        }

        return kept.ToArray();
    }
}
