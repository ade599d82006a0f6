namespace Quittance.Server.Searching;

/// <summary>A transaction as a segment takes it in.</summary>
/// <param name="Seq">Its number among its payer's transactions, from 1 and without gaps.</param>
/// <param name="Status">The number of its <see cref="Domain.Payments.TransactionStatus"/>.</param>
/// <param name="Type">The number of its <see cref="Domain.Payments.TransactionType"/>.</param>
/// <param name="CreatedAt">In Unix milliseconds.</param>
/// <param name="Terms">What is searched, folded, in UTF-8; each term is followed by U+001F but the last.</param>
/// <param name="Keys">What it is filtered by, each once.</param>
internal sealed record SegmentRow(
    Guid Id, long Seq, Guid PayeeId, Guid CreatorId, byte Status, byte Type, long CreatedAt, ReadOnlyMemory<byte> Terms, IReadOnlyList<string> Keys);
