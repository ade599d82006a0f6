using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Npgsql;
using Quittance.Server.Verification;

namespace Quittance.Server.Storage.Rotation;

/// <summary>Re-encrypts one column of one organization under its active key.</summary>
internal sealed class Resealing(Database database, TimeProvider clock, OrganizationId organization, SealedColumn column)
{
    /// <summary>In memory at a time, and one value more: a document can be some megabytes.</summary>
    private const long BytesMax = 16 * 1024 * 1024;

    /// <summary>Counting reads a column from end to end.</summary>
    private const int CountTimeoutSeconds = 3600;

    /// <summary>Goes through the column until nothing is left but what does not open.</summary>
    public async Task RunAsync(RotationRequest request, RotationReport report, Action<string> tell, CancellationToken cancel)
    {
        for (var idle = 0; ;)
        {
            var pass = await PassAsync(request, tell, cancel);
            report.Resealed += pass.Resealed;
            var left = await CountLeftAsync(cancel);
            if (left <= pass.Faults.Count)
            {
                Tell(pass.Faults, report, tell);
                return;
            }

            // What a server is writing is left out, and it may hold it for long.
            idle = pass.Resealed > 0 ? 0 : idle + 1;
            if (idle >= request.AttemptsMax)
            {
                Tell(pass.Faults, report, tell);
                report.Unfinished.Add($"{organization}: {left - pass.Faults.Count} of {column.Table}.{column.Column} are in use all the time");
                return;
            }

            await Patience.PauseAsync(clock, cancel);
        }
    }

    private static void Tell(Faults faults, RotationReport report, Action<string> tell)
    {
        foreach (var fault in faults.Texts.Take(Faults.Max))
        {
            tell(fault);
        }

        report.Quarantined.Add(faults);
    }

    private async Task<(long Resealed, Faults Faults)> PassAsync(RotationRequest request, Action<string> tell, CancellationToken cancel)
    {
        var (resealed, faults) = (0L, new Faults());
        var after = new Row(Guid.Empty, "", []);
        while (true)
        {
            await using var session = await database.OpenAsync(organization, cancel);
            var rows = await TakeAsync(session, request, after, cancel);
            if (rows.Count == 0)
            {
                return (resealed, faults);
            }

            foreach (var row in rows)
            {
                resealed += await ResealAsync(session, row, faults, cancel) ? 1 : 0;
            }

            await session.CommitAsync(cancel);
            tell($"{organization}: {column.Table}.{column.Column} {resealed} re-encrypted");
            after = rows[^1];
        }
    }

    private async Task<bool> ResealAsync(TenantSession session, Row row, Faults faults, CancellationToken cancel)
    {
        var place = column.Place(row.Id, row.Key);
        try
        {
            var data = await session.Secrets.OpenAsync(session, place, row.Box, cancel);
            var box = await session.Secrets.SealAsync(session, place, data, cancel);
            CryptographicOperations.ZeroMemory(data);
            await Put(session, row, box).ExecuteAsync(cancel);
            return true;
        }
        catch (CryptographicException)
        {
            faults.Add($"{organization} {column.Prefix}{row.Id:n}: {column.Table}.{column.Column} does not open and was left as it is");
            return false;
        }
    }

    [SuppressMessage("Usage", "CA1857", Justification = "The text is made of the names in SealedColumns, which are constants.")]
    private async Task<List<Row>> TakeAsync(TenantSession session, RotationRequest request, Row after, CancellationToken cancel)
    {
        var active = await SecretBox.ActiveKeyIdAsync(session, cancel);
        await using var command = session.Sql(column.TakeNotUnder, active, after.Id, after.Key, request.RowsMax, BytesMax);
        command.CommandTimeout = CountTimeoutSeconds;
        await using var row = await command.ExecuteReaderAsync(cancel);
        var rows = new List<Row>();
        while (await row.ReadAsync(cancel))
        {
            rows.Add(new Row(row.GetGuid(0), row.GetString(1), row.GetFieldValue<byte[]>(2)));
        }

        return rows;
    }

    [SuppressMessage("Usage", "CA1857", Justification = "The text is made of the names in SealedColumns, which are constants.")]
    private NpgsqlCommand Put(TenantSession session, Row row, byte[] box) => session.Sql(column.Put, row.Id, row.Key, box);

    [SuppressMessage("Usage", "CA1857", Justification = "The text is made of the names in SealedColumns, which are constants.")]
    private async Task<long> CountLeftAsync(CancellationToken cancel)
    {
        await using var session = await database.OpenAsync(organization, cancel);
        await using var command = session.Sql(column.CountNotUnder, await SecretBox.ActiveKeyIdAsync(session, cancel));
        command.CommandTimeout = CountTimeoutSeconds;
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private sealed record Row(Guid Id, string Key, byte[] Box);
}
