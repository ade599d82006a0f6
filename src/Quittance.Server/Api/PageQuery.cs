using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Quittance.Server.Storage;

namespace Quittance.Server.Api;

/// <summary>The paging parameters of every list: take <c>cursor</c> from the header <c>X-Next-Cursor</c>, or count with <c>offset</c>.</summary>
public sealed record PageQuery(
    [property: Description("How many items at most."), Range(1, Limits.PageMax), DefaultValue(Limits.PageMax)] int? Limit,
    [property: Description("Where to go on: the value of the last answer's X-Next-Cursor.")] string? Cursor,
    [property: Description("How many items to leave out; use cursor for anything long."), Range(0, 1_000_000), DefaultValue(0)] int? Offset)
{
    private const string NextCursorHeader = "X-Next-Cursor";

    internal Page Checked()
    {
        var check = new Check();
        check.Between("limit", Limit, 1, Limits.PageMax);
        check.Between("offset", Offset, 0, 1_000_000);
        Cursor? after = null;
        if (!string.IsNullOrEmpty(Cursor) && !Storage.Cursor.TryParse(Cursor, out after))
        {
            check.Fault("cursor", "cursor must be the value of an earlier answer's X-Next-Cursor");
        }

        check.Done();
        return new Page(Limit ?? Limits.PageMax, after, Offset ?? 0);
    }

    /// <summary>Tells the caller where the list goes on, if it is longer than this page.</summary>
    internal static void SetNext<T>(HttpResponse response, Page page, IReadOnlyList<T> items, Func<T, Cursor> placeOf)
    {
        if (items.Count == page.Limit && items.Count > 0)
        {
            response.Headers[NextCursorHeader] = placeOf(items[^1]).Text;
        }
    }
}
