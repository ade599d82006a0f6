using System.Text;
using Quittance.Server.Api.Payments.Documents;
using Quittance.Server.Security;

namespace Quittance.Server.Showing;

/// <summary>A page whose marks are all at hand, as a row of pieces of memory: nothing is copied before it is sent.</summary>
internal sealed class SplicedPage
{
    private readonly List<ReadOnlyMemory<byte>> _pieces = new(512);

    /// <param name="documents">Newest first; beyond the <paramref name="limit"/>th they only say that there are more.</param>
    /// <param name="freshAt">The organization's change number, which <paramref name="parts"/> has taken in.</param>
    /// <returns>Null when something is not at hand.</returns>
    public static ShownJson? Of(IReadOnlyList<byte[]> documents, int limit, long count, PartCache parts, long freshAt, Caller caller)
    {
        var page = new SplicedPage();
        var whole = caller.Permissions.Contains(Permission.Payments);
        page.Add(Encoding.UTF8.GetBytes($$"""{"count":{{count}},"hasMore":{{(documents.Count > limit ? "true" : "false")}},"data":["""));
        for (var at = 0; at < documents.Count && at < limit; at++)
        {
            if (at > 0)
            {
                page.Add(","u8.ToArray());
            }

            if (!page.Splice(documents[at], parts, freshAt, caller, whole))
            {
                return null;
            }
        }

        page.Add("]}"u8.ToArray());
        return new ShownJson(page._pieces);
    }

    private bool Splice(ReadOnlyMemory<byte> json, PartCache parts, long freshAt, Caller caller, bool mayHoldNumbers)
    {
        for (var at = json.Span.IndexOf(Mark.Start); at >= 0; at = json.Span.IndexOf(Mark.Start))
        {
            Add(json[..at]);
            if (parts.Find(caller.Organization, freshAt, Mark.Read(json.Span[at..])) is not { } part
                || !Splice(part.For(caller, mayHoldNumbers), parts, freshAt, caller, mayHoldNumbers))
            {
                return false;
            }

            json = json[(at + Mark.Size)..];
        }

        Add(json);
        return true;
    }

    private void Add(ReadOnlyMemory<byte> piece) => _pieces.Add(piece);
}
