using Quittance.Server.Storage;

namespace Quittance.Server.Api.Accounting;

/// <summary>A page of a list.</summary>
/// <param name="NextPaginationToken">Where the list goes on; null on its last page.</param>
/// <param name="PrevPaginationToken">Where the page before is; null on the first.</param>
[SnakeCase]
public sealed record TokenList<T>(IReadOnlyList<T> Data, string? NextPaginationToken, string? PrevPaginationToken);

internal static class TokenLists
{
    /// <summary>A page as the dialect writes it.</summary>
    /// <param name="placeOf">What a row is ordered by in the list's <see cref="TokenPage.Sort"/>.</param>
    public static TokenList<TWire> Of<TRow, TWire>(HttpRequest request, TokenRows<TRow> page, Func<TRow, TWire> write, Func<TRow, TokenPlace> placeOf) => new(
        [.. page.Rows.Select(write)],
        page.HasNext && page.Rows.Count > 0 ? PageToken.Of(request, placeOf(page.Rows[^1]), isBackward: false) : null,
        page.HasPrevious && page.Rows.Count > 0 ? PageToken.Of(request, placeOf(page.Rows[0]), isBackward: true) : null);
}
