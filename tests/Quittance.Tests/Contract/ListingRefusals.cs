using System.Text;
using System.Xml.Linq;
using Quittance.Domain;
using Quittance.Server.Api;

namespace Quittance.Tests.Contract;

public sealed class ListingRefusals
{
    [Fact]
    public async Task The_published_list_says_what_the_code_says()
    {
        var comments = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Quittance.Domain.xml"))
            .Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith($"F:{typeof(Refusal).FullName}.", StringComparison.Ordinal))
            .ToDictionary(member => member.Attribute("name")!.Value, member => string.Join(' ', member.Element("summary")!.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        var list = new StringBuilder(
            """
            # Refusals

            Every reason for which Quittance says no to a request that it could read, with the HTTP status of the answer. The answer's
            message says it of the case at hand; which fields are wrong is listed beside it.

            | refusal | status | when |
            | --- | --- | --- |

            """);
        foreach (var refusal in Enum.GetValues<Refusal>())
        {
            list.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{refusal}` | {FailureHandler.StatusOf(refusal)} | {comments[$"F:{typeof(Refusal).FullName}.{refusal}"]} |\n");
        }

        await Repository.AssertCommittedAsync("docs/refusals.md", list.ToString());
    }
}
