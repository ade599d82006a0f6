namespace Quittance.Server.Storage;

/// <summary>A part of a list that can be walked both ways.</summary>
/// <param name="Sort">What the list is ordered by, in the dialect's word, such as <c>created_at</c>; the id decides between equals.</param>
/// <param name="From">The row beyond which it lies; null for the beginning.</param>
/// <param name="IsBackward">Whether it lies before that row, in the list's own order.</param>
internal sealed record TokenPage(string Sort, bool IsDescending, int Limit, TokenPlace? From, bool IsBackward)
{
    /// <summary>Whether rows are read from high to low. A page that lies before a row is read against the list's order.</summary>
    public bool ReadsDown => IsDescending != IsBackward;

    /// <summary>How many rows to read: one more than asked for tells whether the list goes on.</summary>
    public int ReadMax => Limit + 1;

    public string? FromText => From?.Text;

    public DateTimeOffset? FromTime => From?.Time;

    public Guid? FromId => From?.Id;

    /// <summary>The page of what was read: at most <see cref="ReadMax"/> rows, in the order of reading.</summary>
    public TokenRows<T> Of<T>(IReadOnlyList<T> read)
    {
        var goesOn = read.Count > Limit;
        var rows = read.Take(Limit);
        return IsBackward ? new TokenRows<T>([.. rows.Reverse()], true, goesOn) : new TokenRows<T>([.. rows], goesOn, From is not null);
    }
}

/// <summary>A row of a list: what it is ordered by, and its id.</summary>
/// <param name="Text">A name, or null.</param>
/// <param name="Time">A time, or null.</param>
internal sealed record TokenPlace(string? Text, DateTimeOffset? Time, Guid Id);

/// <summary>A page as it is shown, and whether there is more on either side.</summary>
internal sealed record TokenRows<T>(IReadOnlyList<T> Rows, bool HasNext, bool HasPrevious);
