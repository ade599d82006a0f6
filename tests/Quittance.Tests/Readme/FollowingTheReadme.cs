using System.Globalization;
using System.Text.Json.Nodes;
using Quittance.Tests.Cli;
using Quittance.Tests.Contract;

namespace Quittance.Tests.Readme;

/// <summary>README.md as a newcomer reads it: every command is run, every answer compared.</summary>
public sealed class FollowingTheReadme
{
    private const string Address = "http://127.0.0.1:8080";

    /// <summary>In milliseconds. The payment takes some seconds; the rest is for a machine that is busy.</summary>
    private const int Patience = 180_000;

    [Fact(Timeout = Patience)]
    public async Task Every_command_of_the_readme_works_and_answers_as_it_says()
    {
        var blocks = ReadmeBlock.Read(await File.ReadAllTextAsync(Repository.PathOf("README.md"), TestContext.Current.CancellationToken));
        using var installation = new Installation();
        await installation.ServeAsync();

        var said = await installation.RunScriptAsync(ScriptOf(blocks).Replace(Address, installation.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));

        Assert.True(said.Code == 0, $"exit code {said.Code}\n{said.Error}\n{said.Output}");
        var (shown, answered) = (new Mask(), new Mask());
        foreach (var (index, answer) in blocks.Index().Where(block => block.Item.IsAnswer))
        {
            // What is kept in a variable is shown on standard error.
            var output = PartOf(said.Output, index - 1) is { Length: > 0 } part ? part : PartOf(said.Error, index - 1);
            var (expected, actual) = answer.Tag == "json" ? Json(answer.Text, output) : (answer.Text.Trim(), output);
            (expected, actual) = (shown.Cover(expected), answered.Cover(actual));
            Assert.True(expected == actual, $"README.md, line {answer.Line}, shows\n{expected}\nbut the answer is\n{output}\nof which is compared\n{actual}");
        }
    }

    [Fact]
    public async Task Every_answer_of_the_readme_follows_its_command_and_every_link_leads_somewhere()
    {
        var markdown = await File.ReadAllTextAsync(Repository.PathOf("README.md"), TestContext.Current.CancellationToken);
        var blocks = ReadmeBlock.Read(markdown);

        Assert.All(blocks, block => Assert.True(block.IsAnswer || block.Tag is "sh" or "console", $"line {block.Line}: {block.Tag}"));
        Assert.All(blocks.Index().Where(block => block.Item.IsAnswer), block => Assert.Equal("sh", blocks[block.Index - 1].Tag));
        var links = markdown.Split("](").Skip(1).Select(rest => rest[..rest.IndexOf(')', StringComparison.Ordinal)])
            .Where(link => !link.StartsWith("https://", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Repository.PathOf(link)), $"{link} does not exist"));
    }

    private static string ScriptOf(IReadOnlyList<ReadmeBlock> blocks) =>
        "set -euo pipefail\n" + string.Concat(blocks.Index()
            .Where(block => block.Item.Tag == "sh")
            .Select(block => $"echo '{MarkOf(block.Index)}'; echo '{MarkOf(block.Index)}' >&2\n{block.Item.Text}"));

    private static string MarkOf(int block) => string.Create(CultureInfo.InvariantCulture, $"=== block {block} ===");

    private static string PartOf(string output, int block)
    {
        var part = output.Split($"{MarkOf(block)}\n")[1];
        var end = part.IndexOf("=== block ", StringComparison.Ordinal);
        return (end < 0 ? part : part[..end]).Trim();
    }

    // The README shows the members that matter: those are compared, and that none of them has gone.
    private static (string Shown, string Answered) Json(string shown, string output)
    {
        var expected = JsonNode.Parse(shown);
        return (Text(expected), Text(Like(expected, JsonNode.Parse(output))));
    }

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static JsonNode? Like(JsonNode? shown, JsonNode? answered) => (shown, answered) switch
    {
        (JsonObject { Count: > 0 } some, JsonObject all) =>
            new JsonObject(some.Where(member => all.ContainsKey(member.Key)).Select(member => KeyValuePair.Create(member.Key, Like(member.Value, all[member.Key])))),
        (JsonArray some, JsonArray all) when some.Count == all.Count => new JsonArray([.. some.Zip(all, Like)]),
        _ => answered?.DeepClone(),
    };
}
