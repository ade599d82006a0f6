using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Quittance.Server.Storage;

/// <summary>What the metadata of something has to hold under a key: one of the values, or with <c>NULL</c> no such key, or with <c>NOT NULL</c> any.</summary>
internal sealed record MetadataFilter(string Key, IReadOnlyList<string> Values)
{
    public const string Absent = "NULL";
    public const string Present = "NOT NULL";

    /// <summary>Several filters as one value; <see cref="Unmet"/> reads it.</summary>
    public static NpgsqlParameter Parameter(IReadOnlyList<MetadataFilter> filters) => new()
    {
        Value = JsonSerializer.Serialize(filters.Select(filter => new { key = filter.Key, values = filter.Values }), StoredJson.Options),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };

    /// <summary>Selects the filters of <c>$3</c> that the column <c>b.metadata</c> does not meet; to be asked with <c>not exists</c>.</summary>
    public const string Unmet =
        """
        select from jsonb_to_recordset($3::jsonb) as wanted (key text, "values" jsonb)
        where not (
            coalesce(wanted."values" ? (b.metadata ->> wanted.key), false)
            or (wanted."values" ? 'NULL' and not coalesce(b.metadata ? wanted.key, false))
            or (wanted."values" ? 'NOT NULL' and coalesce(b.metadata ? wanted.key, false)))
        """;
}
