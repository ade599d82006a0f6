using System.Globalization;
using System.Text.RegularExpressions;

namespace Quittance.Tests.Readme;

/// <summary>Replaces what differs from run to run: ids by their order of appearance, so that the same one stays the same one; secrets, times and today's date by a word.</summary>
internal sealed partial class Mask
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public string Cover(string text)
    {
        text = Secret().Replace(text, match => $"{match.Groups["name"].Value}<secret>");
        text = Time().Replace(text, "<time>");
        text = LaterDate().Replace(text, "<date>");
        return Id().Replace(text, match =>
        {
            var id = match.Value.Replace("-", "", StringComparison.Ordinal);
            if (!_ids.TryGetValue(id, out var number))
            {
                number = string.Create(CultureInfo.InvariantCulture, $"<id {_ids.Count + 1}>");
                _ids.Add(id, number);
            }

            return number;
        });
    }

    [GeneratedRegex("(?<name>\"(token|initialPassword|connection_url)\": ?\")[^\"]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+Z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time();

    // The dates of the sample bill are of 2025 and have to come through as they are.
    [GeneratedRegex(@"\b20(2[6-9]|[3-9]\d)-\d\d-\d\d\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LaterDate();

    [GeneratedRegex("(?<![0-9a-f])([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
