using System.Text.Json;
using System.Text.RegularExpressions;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Readme;

/// <summary>The requests of <c>samples/*.http</c>, sent from top to bottom.</summary>
public sealed partial class SendingTheSamples(TestServer server)
{
    private const string ApiVersion = "2024-05-25";

    [Fact]
    public async Task Every_request_of_the_samples_is_answered()
    {
        var tenant = await server.NewTenantAsync();

        Assert.Equal(13, await SendAsync(tenant, "network.http"));
        Assert.Equal(14, await SendAsync(await server.NewTenantAsync(), "intake.http"));
        await tenant.RunJobsAsync(); // The payment starts.
        Assert.Equal(4, await SendAsync(tenant, "payments.http"));
        Assert.Equal(10, await SendAsync(tenant, "accounting.http", tenant.RunJobsAsync)); // Accounts come over between two requests.
    }

    private async Task<int> SendAsync(Tenant tenant, string file, Func<Task>? before = null)
    {
        var path = Repository.PathOf(Path.Combine("samples", file));
        var requests = SampleRequest.Read(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        var answers = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        using var http = new HttpClient();
        foreach (var sample in requests)
        {
            await (before?.Invoke() ?? Task.CompletedTask);
            using var request = sample.Fill(Path.GetDirectoryName(path)!, variable => ValueOf(tenant, answers, variable));
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, $"{file}: {request.Method} {request.RequestUri} was answered by {response.StatusCode} {body}");
            if (sample.Name is { } name)
            {
                answers.Add(name, JsonDocument.Parse(body).RootElement);
            }
        }

        return requests.Count;
    }

    private string ValueOf(Tenant tenant, Dictionary<string, JsonElement> answers, string variable) => variable switch
    {
        "api" => server.Address.GetLeftPart(UriPartial.Authority),
        "token" => tenant.Token,
        "version" => ApiVersion,
        _ => variable.Split(".response.body.$", 2) is [var name, var path] ? Follow(answers[name], path) : throw new InvalidOperationException($"{variable} is nothing we know."),
    };

    private static string Follow(JsonElement answer, string path) =>
        Step().Matches(path).Aggregate(answer, (at, step) =>
            step.Groups["index"] is { Success: true, ValueSpan: var index } ? at[int.Parse(index, System.Globalization.CultureInfo.InvariantCulture)] : at.GetProperty(step.Groups["name"].ValueSpan)).GetString()!;

    [GeneratedRegex(@"\.(?<name>\w+)|\[(?<index>\d+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Step();
}
