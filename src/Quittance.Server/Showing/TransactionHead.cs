using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>A payer's row of <c>transaction_heads</c>, held until the session ends.</summary>
/// <remarks>
/// While there is none, documents of the payer's transactions are missing: those of before there were documents. Whoever needs the row
/// makes it and them (<see cref="TransactionDocuments.HoldAsync"/>), so wherever there is a row no document is missing.
/// </remarks>
internal sealed record TransactionHead(Guid PayerId, long LastSeq, Guid LastId, long LastChange)
{
    public static async Task<TransactionHead?> LockAsync(TenantSession session, Guid payer, CancellationToken cancel)
    {
        await using var command = session.Sql(
            "select last_seq, last_id, last_change from transaction_heads where organization_id = $1 and payer_id = $2 for update", payer);
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? new TransactionHead(payer, row.GetInt64(0), row.GetGuid(1), row.GetInt64(2)) : null;
    }

    /// <summary>Makes the row of a payer that has none; of two who do, the second waits for the first.</summary>
    /// <returns>Whether it was made by this session.</returns>
    public static async Task<bool> AddAsync(TenantSession session, Guid payer, CancellationToken cancel) => await session.Sql(
        """
        insert into transaction_heads (organization_id, payer_id, last_seq, last_id, last_change)
        values ($1, $2, 0, '00000000-0000-0000-0000-000000000000', 0)
        on conflict do nothing
        """,
        payer).ExecuteAsync(cancel) > 0;

    public Task WriteAsync(TenantSession session, CancellationToken cancel) => session.Sql(
        "update transaction_heads set last_seq = $3, last_id = $4, last_change = $5 where organization_id = $1 and payer_id = $2",
        PayerId, LastSeq, LastId, LastChange).ExecuteAsync(cancel);
}
