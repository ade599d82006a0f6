using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Quittance.Tests.Readme;

/// <summary>One request of a file in the format of VS Code's REST Client, as far as our samples use it.</summary>
/// <param name="Name">By which later requests refer to its answer; null: they do not.</param>
/// <param name="Lines">The request line, the headers, an empty line and the body; variables not yet filled in.</param>
internal sealed partial record SampleRequest(string? Name, IReadOnlyList<string> Lines)
{
    private const string NameMark = "# @name ";
    private const string InsertMark = "< ";

    public static IReadOnlyList<SampleRequest> Read(string text) =>
    [
        .. SeparatorLine().Split(text).Skip(1).Select(part => part.Trim().Split('\n')).Select(lines => new SampleRequest(
            lines.FirstOrDefault(line => line.StartsWith(NameMark, StringComparison.Ordinal))?[NameMark.Length..],
            [.. lines.SkipWhile(line => line.StartsWith('#'))])),
    ];

    /// <param name="folder">Against which <c>&lt; ./file</c> is read.</param>
    /// <param name="valueOf">The value of a variable.</param>
    public HttpRequestMessage Fill(string folder, Func<string, string> valueOf)
    {
        var lines = Lines.Select(line => Variable().Replace(line, match => valueOf(match.Groups["path"].Value))).ToList();
        var target = lines[0].Split(' ', 2);
        var request = new HttpRequestMessage(new HttpMethod(target[0]), new Uri(target[1]));
        var body = string.Join("\r\n", lines.SkipWhile(line => line.Length > 0).Skip(1).Select(line =>
            line.StartsWith(InsertMark, StringComparison.Ordinal) ? File.ReadAllText(Path.Combine(folder, line[InsertMark.Length..])) : line));
        request.Content = body.Length > 0 ? new StringContent(body) : null;
        foreach (var header in lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)))
        {
            if (header[0] == "Content-Type")
            {
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(header[1]);
            }
            else
            {
                request.Headers.Add(header[0], header[1]);
            }
        }

        return request;
    }

    [GeneratedRegex(@"^###.*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeparatorLine();

    [GeneratedRegex(@"\{\{(?<path>[^}]+)\}\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
