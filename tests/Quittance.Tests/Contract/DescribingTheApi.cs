using System.Text.Json;
using System.Text.RegularExpressions;
using Quittance.Server.Api;

namespace Quittance.Tests.Contract;

public sealed partial class DescribingTheApi(TestServer server)
{
    public static TheoryData<string> Documents => [.. DialectDocuments.All.Select(document => document.Name)];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task The_committed_document_is_the_one_that_is_served(string name)
    {
        var served = (await AnonymousAsync($"/openapi/{name}.json")).Ok();

        await Repository.AssertCommittedAsync($"docs/api/{name}.json", $"{served.Body.TrimEnd()}\n");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task The_same_server_describes_itself_in_the_same_bytes(string name)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AnonymousAsync($"/openapi/{name}.json")));

        Assert.Single(answers.Select(answer => answer.Ok().Body).Distinct());
        Assert.Equal("3.1.", answers[0].Text("openapi")[..4]);
    }

    [Fact]
    public void Every_operation_is_named_told_and_tagged()
    {
        var faults = ApiOperation.All.SelectMany(operation => FaultsOf(operation).Select(fault => $"{operation}: {fault}"));

        Assert.Empty(faults);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void No_two_operations_share_a_name(string name)
    {
        var shared = ApiOperation.All.Where(operation => operation.Document.Name == name).GroupBy(operation => operation.Id).Where(group => group.Count() > 1);

        Assert.True(!shared.Any(), $"Give one of each a WithName: {string.Join("; ", shared.Select(group => string.Join(" = ", group)))}");
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        foreach (var document in DialectDocuments.All)
        {
            var text = File.ReadAllText(Repository.PathOf($"docs/api/{document.Name}.json"));
            var root = JsonDocument.Parse(text).RootElement;
            foreach (var reference in Reference().Matches(text).Select(match => match.Groups["path"].Value))
            {
                var at = root;
                Assert.All(reference.Split('/'), part => Assert.True(at.TryGetProperty(part, out at), $"{document.Name}: #/{reference} leads nowhere."));
            }
        }
    }

    [Fact]
    public async Task What_the_documents_call_anonymous_needs_no_credentials_and_nothing_else_does_without()
    {
        var tenant = (await server.NewTenantAsync()).With(null);
        foreach (var operation in ApiOperation.All)
        {
            var ids = operation.PathParameters.ToDictionary(name => name, _ => "x");
            var answer = await tenant.SendAsync(new HttpMethod(operation.Method), operation.PathWith(ids));

            Assert.True(operation.IsAnonymous || answer.Status == 401, $"{operation} answered {answer.Status} to a caller without credentials: {answer.Body}");
        }
    }

    private static IEnumerable<string> FaultsOf(ApiOperation operation)
    {
        var description = operation.Description;
        if (!description.TryGetProperty("operationId", out _))
        {
            yield return "has no operationId";
        }

        if (!description.TryGetProperty("summary", out var summary) || summary.GetString()!.Length < 3)
        {
            yield return "has no summary: add WithSummary";
        }

        if (!description.TryGetProperty("tags", out var tags) || tags.GetArrayLength() != 1 || tags[0].GetString() == "Quittance.Server")
        {
            yield return "needs exactly one tag: add WithTags to its group";
        }

        foreach (var (status, response) in description.GetProperty("responses").EnumerateObject().Select(pair => (pair.Name, operation.Resolve(pair.Value))))
        {
            if (!response.TryGetProperty("headers", out var headers) || !headers.TryGetProperty("X-Request-Id", out _))
            {
                yield return $"does not document X-Request-Id on {status}";
            }
        }

        foreach (var parameter in operation.Parameters("path").Where(parameter => !HasForm(operation.Resolve(parameter.GetProperty("schema")))))
        {
            yield return $"does not say what {parameter.GetProperty("name")} looks like: add its noun to DocumentedIds";
        }

        if (operation.Body is { } body && ApiOperation.TypeOf(body) == "any")
        {
            yield return "does not say what its body looks like";
        }
    }

    private static bool HasForm(JsonElement schema) => schema.TryGetProperty("pattern", out _) || schema.TryGetProperty("enum", out _) || schema.TryGetProperty("format", out _);

    private async Task<Answer> AnonymousAsync(string path) => await (await server.NewTenantAsync()).With(null).GetAsync(path);

    [GeneratedRegex("\"\\$ref\": \"#/(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
