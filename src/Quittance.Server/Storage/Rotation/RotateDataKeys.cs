using Npgsql;
using Quittance.Server.Hosting;

namespace Quittance.Server.Storage.Rotation;

/// <summary>Gives organizations a new data key, re-encrypts what is sealed, and destroys the old key, while servers serve.</summary>
/// <remarks>
/// Every step is a commit of its own and finds out by itself what is left to do, so a run that was stopped anywhere is gone on
/// with by the next. Nothing is sealed under a key once another is the active one (<see cref="SecretBox"/> holds the key's row
/// until the commit, and the exchange waits for it), so what is found under the old key afterwards is all there will ever be.
/// </remarks>
internal sealed class RotateDataKeys(NpgsqlDataSource owner, Database database, TimeProvider clock)
{
    /// <exception cref="OperatorException">Another rotation is at work, or there is no such organization.</exception>
    public async Task<RotationReport> RunAsync(Actor actor, RotationRequest request, Action<string> tell, CancellationToken cancel)
    {
        await using var held = await RotationLock.TakeAsync(owner, cancel);
        var report = new RotationReport();
        var organizations = await OrganizationsAsync(request.Organization, cancel);
        foreach (var organization in organizations)
        {
            report.Organizations++;
            await ReplaceAsync(actor, organization, request, report, tell, cancel);
        }

        await DestroyAsync(actor, organizations, request, report, tell, cancel);
        return report;
    }

    private async Task ReplaceAsync(
        Actor actor, OrganizationId organization, RotationRequest request, RotationReport report, Action<string> tell, CancellationToken cancel)
    {
        var exchange = new KeyExchange(database);
        var steps = new Patience(request, clock, tell);
        var isNew = false;
        if (!await steps.TryAsync($"{organization}: its data key", async () => isNew = await exchange.ExchangeDataKeyAsync(actor, organization, request.MadeBefore, cancel), cancel)
            || !await steps.TryAsync($"{organization}: its fingerprints", () => exchange.ExchangeFingerprintKeyAsync(organization, request.MadeBefore, cancel), cancel))
        {
            report.Unfinished.Add($"{organization}: its key is in use all the time");
            return;
        }

        if (isNew)
        {
            report.Rotated++;
            tell($"{organization}: new data key");
        }

        foreach (var column in SealedColumns.All)
        {
            await new Resealing(database, clock, organization, column).RunAsync(request, report, tell, cancel);
        }
    }

    private async Task DestroyAsync(
        Actor actor, IReadOnlyList<OrganizationId> organizations, RotationRequest request, RotationReport report, Action<string> tell, CancellationToken cancel)
    {
        var retire = new RetireKeys(database, clock);
        var having = new List<OrganizationId>();
        foreach (var organization in organizations)
        {
            if ((await retire.ListAsync(organization, cancel)).Count > 0)
            {
                having.Add(organization);
            }
        }

        if (having.Count == 0)
        {
            return;
        }

        tell($"old keys are destroyed in {request.Grace.TotalSeconds:0} s, when requests under way have ended");
        await Task.Delay(request.Grace, clock, cancel);
        var steps = new Patience(request, clock, tell);
        foreach (var organization in having)
        {
            if (!await steps.TryAsync($"{organization}: its old keys", () => retire.RunAsync(actor, organization, report, cancel), cancel))
            {
                report.Unfinished.Add($"{organization}: an old key is in use all the time");
            }
        }
    }

    private async Task<IReadOnlyList<OrganizationId>> OrganizationsAsync(OrganizationId? only, CancellationToken cancel)
    {
        await using var command = owner.CreateCommand("select organization_id from organizations where $1::uuid is null or organization_id = $1 order by created_at, organization_id");
        command.Parameters.Add(new() { Value = only is { } id ? id.Value : DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var found = new List<OrganizationId>();
        while (await row.ReadAsync(cancel))
        {
            found.Add(new OrganizationId(row.GetGuid(0)));
        }

        return only is null || found.Count > 0
            ? found
            : throw new OperatorException($"There is no organization {only}. The organizations: ./quittance organization list");
    }
}
