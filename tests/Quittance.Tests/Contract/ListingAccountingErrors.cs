using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Quittance.Domain.Accounting;
using Quittance.Server.Storage;

namespace Quittance.Tests.Contract;

public sealed class ListingAccountingErrors
{
    [Fact]
    public async Task The_published_list_says_what_the_code_says()
    {
        var comments = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Quittance.Domain.xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => string.Join(' ', (member.Element("summary")?.Value ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        var list = new StringBuilder(
            """
            # Accounting errors

            What can be wrong with a connection to an accounting system (`errors` of the connection, in words) or with one object (`errors` of the
            synced record: `type`, the system's own words as `message` and `code`, and the `hint`). How errors end is told in
            [accounting.md](accounting.md#failures-of-one-object).

            *again*: it is tried again by itself, after 30 seconds, doubling up to 6 hours, or when the system says. *stops*: nothing is done on the
            connection until a person acts; objects wait and show no error of their own. *person*: only this object is held up.

            | type | when | then | hint |
            | --- | --- | --- | --- |

            """);
        foreach (var fault in Enum.GetValues<AccountingFault>())
        {
            var then = fault.IsTransient() ? "again" : fault.StopsConnection() ? "stops" : "person";
            list.Append(CultureInfo.InvariantCulture, $"| `{Words.Of(fault)}` | {comments[$"F:{typeof(AccountingFault).FullName}.{fault}"]} | {then} | {fault.Hint()} |\n");
        }

        await Repository.AssertCommittedAsync("docs/accounting-errors.md", list.ToString());
    }
}
