using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Quittance.Server.Searching;
using Quittance.Server.Storage;

namespace Quittance.Server.Businesses;

/// <summary>Filters by the metadata of businesses, as SQL.</summary>
internal static class MetadataConditions
{
    /// <summary>Selects the filters of <c>$3</c> that the column <c>b.metadata</c> does not meet; to be asked with <c>not exists</c>.</summary>
    public const string Unmet =
        """
        select from jsonb_to_recordset($3::jsonb) as wanted (key text, "values" jsonb)
        where not (
            coalesce(wanted."values" ? (b.metadata ->> wanted.key), false)
            or (wanted."values" ? 'NULL' and not coalesce(b.metadata ? wanted.key, false))
            or (wanted."values" ? 'NOT NULL' and coalesce(b.metadata ? wanted.key, false)))
        """;

    /// <summary>The filters as one value.</summary>
    public static NpgsqlParameter Parameter(IReadOnlyList<MetadataFilter> filters) => new()
    {
        Value = JsonSerializer.Serialize(filters.Select(filter => new { key = filter.Key, values = filter.Values }), StoredJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
