namespace Quittance.Tests.Readme;

/// <summary>One fenced block of a Markdown file. <c>sh</c> is run; <c>json</c> and <c>text</c> are what the block before answers; <c>console</c> is only shown.</summary>
/// <param name="Line">Where it starts, for messages.</param>
internal sealed record ReadmeBlock(string Tag, string Text, int Line)
{
    private const string Fence = "```";

    public bool IsAnswer => Tag is "json" or "text";

    public static IReadOnlyList<ReadmeBlock> Read(string markdown)
    {
        var blocks = new List<ReadmeBlock>();
        ReadmeBlock? open = null;
        foreach (var (index, line) in markdown.Split('\n').Index())
        {
            if (!line.StartsWith(Fence, StringComparison.Ordinal))
            {
                open = open is null ? null : open with { Text = $"{open.Text}{line}\n" };
            }
            else if (open is null)
            {
                open = new ReadmeBlock(line[Fence.Length..], "", index + 1);
            }
            else
            {
                blocks.Add(open);
                open = null;
            }
        }

        return blocks;
    }
}
