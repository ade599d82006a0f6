using System.Collections.Concurrent;
using Quittance.Server.Jobs;
using Quittance.Server.Showing;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Makes the documents of transactions from before there were documents, payer by payer, each in a commit of its own.</summary>
/// <remarks>
/// The migration asks for it once for every organization. As long as that job waits, whoever searches first does its work before; so
/// nothing is ever searched that is not complete. A payer with a row in <c>transaction_heads</c> is.
/// </remarks>
internal sealed class BuildDocuments(Database database)
{
    public const string JobKind = "build_documents";

    private readonly ConcurrentDictionary<OrganizationId, bool> _finished = new();

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancel)
    {
        await BuildAsync(job.Organization, cancel);
        await using var session = await database.OpenAsync(job.Organization, cancel);
        if (await session.FinishJobAsync(job, cancel))
        {
            await session.CommitAsync(cancel);
        }

        return new JobResult.Done();
    }

    /// <summary>Whether this process knows already that the organization's documents are complete.</summary>
    public bool IsFinished(OrganizationId organization) => _finished.ContainsKey(organization);

    /// <summary>Returns when the organization's documents are complete; from then on they stay so.</summary>
    public async Task FinishAsync(OrganizationId organization, CancellationToken cancel)
    {
        if (_finished.ContainsKey(organization))
        {
            return;
        }

        if (await IsAskedForAsync(organization, cancel))
        {
            await BuildAsync(organization, cancel);
        }

        _finished[organization] = true;
    }

    private async Task<bool> IsAskedForAsync(OrganizationId organization, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        await using var command = session.Sql(
            "select exists (select from jobs where organization_id = $1 and kind = $2 and subject_id = $1)", JobKind);
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private async Task BuildAsync(OrganizationId organization, CancellationToken cancel)
    {
        foreach (var payer in await UnfinishedAsync(organization, cancel))
        {
            await Retrying.RunAsync(async () =>
            {
                await using var session = await database.OpenAsync(organization, cancel);
                var head = await TransactionDocuments.HoldAsync(session, payer, cancel);
                await session.CommitAsync(cancel);
                return head;
            });
        }
    }

    private async Task<List<Guid>> UnfinishedAsync(OrganizationId organization, CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        await using var command = session.Sql(
            """
            select distinct t.payer_id
            from transactions t
            where t.organization_id = $1 and not exists (
                select from transaction_heads h where h.organization_id = $1 and h.payer_id = t.payer_id)
            """);
        await using var row = await command.ExecuteReaderAsync(cancel);
        var payers = new List<Guid>();
        while (await row.ReadAsync(cancel))
        {
            payers.Add(row.GetGuid(0));
        }

        return payers;
    }
}
