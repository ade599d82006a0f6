using Quittance.Domain.Businesses;
using Quittance.Domain.Invoices;
using Quittance.Domain.Payments;
using Quittance.Server.Storage;

namespace Quittance.Server.Showing;

/// <summary>Collects which bills and transactions a session changes; the commit writes the documents in which they stand anew.</summary>
internal sealed class ShownChanges
{
    private readonly HashSet<Guid> _invoices = [];
    private readonly HashSet<Guid> _transactions = [];

    /// <summary>Anything that is shown of a bill has changed: it, its lines, plan, approvals, comments or documents, or its payment order.</summary>
    public void InvoiceChanged(InvoiceId id) => _invoices.Add(id.Value);

    /// <summary>Anything that is shown of a transaction has changed, or it is new.</summary>
    public void TransactionChanged(TransactionId id) => _transactions.Add(id.Value);

    /// <summary>An id for a new transaction of this payer, greater than those of all its transactions, with the time when it is made.</summary>
    /// <remarks>The payer's row is held from here to the commit: so its transactions have ids in the order of their commits.</remarks>
    public static async Task<TransactionId> NextIdAsync(TenantSession session, BusinessId payer, DateTimeOffset now, CancellationToken cancel)
    {
        var head = await session.PastTheBusinessWallAsync(() => TransactionDocuments.HoldAsync(session, payer.Value, cancel), cancel);
        var next = head with { LastId = Uuid7.After(head.LastId, now) };
        await next.WriteAsync(session, cancel);
        return new TransactionId(next.LastId);
    }

    /// <summary>Writes what the sessions of one commit have collected.</summary>
    /// <remarks>
    /// A payer's row in its own organization is held before that in another's, as by <see cref="NextIdAsync"/>; so two commits for
    /// one payer cannot wait for each other.
    /// </remarks>
    internal static async Task WriteAllAsync(IReadOnlyList<TenantSession> sessions, CancellationToken cancel)
    {
        var changed = new List<(TenantSession Session, ChangedPayer Payer)>();
        var entered = sessions is [{ SeesAll: true } only] ? only : null; // It stands in its organization already, and sees everything.
        foreach (var session in sessions.Where(session => session.Shown._invoices.Count + session.Shown._transactions.Count > 0))
        {
            await SwitchAsync(session);
            changed.AddRange((await session.Shown.PayersAsync(session, cancel)).Select(payer => (session, payer)));
        }

        foreach (var (session, payer) in changed.OrderBy(item => item.Payer.Id).ThenByDescending(item => item.Payer.IsHome).ThenBy(item => item.Session.Organization.Value))
        {
            await SwitchAsync(session);
            var head = await TransactionDocuments.HoldAsync(session, payer.Id, cancel);
            await TransactionDocuments.WriteAsync(session, head, payer.Transactions, cancel);
        }

        foreach (var session in sessions)
        {
            session.Shown._invoices.Clear();
            session.Shown._transactions.Clear();
        }

        if (entered is not null && sessions is not [{ SeesAll: true }])
        {
            await sessions[0].EnterAsync(cancel);
        }

        async Task SwitchAsync(TenantSession session)
        {
            if (entered != session)
            {
                await session.SeeAllBusinessesAsync(cancel);
                entered = session;
            }
        }
    }

    // A bill shows its transactions and a transaction its bills, so what changes is every transaction of every bill that is touched.
    private async Task<List<ChangedPayer>> PayersAsync(TenantSession session, CancellationToken cancel)
    {
        await using var command = session.Sql(
            """
            with bills as (
                select invoice_id from unnest($2::uuid[]) as given (invoice_id)
                union
                select x.invoice_id from transaction_invoices x where x.organization_id = $1 and x.transaction_id = any ($3))
            select t.payer_id, p.home_organization_id = $1, array_agg(t.id)
            from transactions t
            join parties p on p.organization_id = t.organization_id and p.id = t.payer_id
            where t.organization_id = $1 and t.id in (
                select x.transaction_id from transaction_invoices x join bills b on x.organization_id = $1 and x.invoice_id = b.invoice_id
                union
                select given.id from unnest($3::uuid[]) as given (id))
            group by t.payer_id, p.home_organization_id
            """,
            _invoices.ToArray(), _transactions.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancel);
        var payers = new List<ChangedPayer>();
        while (await row.ReadAsync(cancel))
        {
            payers.Add(new ChangedPayer(row.GetGuid(0), row.GetBoolean(1), row.GetFieldValue<Guid[]>(2)));
        }

        return payers;
    }

    private sealed record ChangedPayer(Guid Id, bool IsHome, IReadOnlyList<Guid> Transactions);
}
