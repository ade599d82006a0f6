using Npgsql;
using Quittance.Server.Storage;

namespace Quittance.Server.Searching;

/// <summary>Fetches the documents of what was found in segments, through the walls: what must not be seen is missing.</summary>
internal static class FoundDocuments
{
    public static NpgsqlBatchCommand Question(OrganizationId organization, IReadOnlyList<Guid> ids) => new(
        "select d.id, d.document from transaction_documents d where d.organization_id = $1 and d.id = any ($2)")
    {
        Parameters = { new NpgsqlParameter<Guid> { TypedValue = organization.Value }, new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] } },
    };

    public static async Task<Dictionary<Guid, byte[]>> TakeAsync(NpgsqlDataReader row, CancellationToken cancel)
    {
        var documents = new Dictionary<Guid, byte[]>();
        while (await row.ReadAsync(cancel))
        {
            documents.Add(row.GetGuid(0), row.GetFieldValue<byte[]>(1));
        }

        return documents;
    }

    public static async Task<Dictionary<Guid, byte[]>> ReadAsync(TenantSession session, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        await using var batch = session.Batch(Question(session.Organization, ids));
        await using var row = await batch.ExecuteReaderAsync(cancel);
        return await TakeAsync(row, cancel);
    }
}
