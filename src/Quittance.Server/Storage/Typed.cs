using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Quittance.Server.Storage;

/// <summary>Values that may be null, where the command does not tell PostgreSQL their type.</summary>
internal static class Typed
{
    public static NpgsqlParameter Text(string? value) => Of(value, NpgsqlDbType.Text);

    public static NpgsqlParameter Time(DateTimeOffset? value) => Of(value, NpgsqlDbType.TimestampTz);

    /// <summary>Written as <see cref="StoredJson"/> has it.</summary>
    public static NpgsqlParameter Json<T>(T? value) => Of(value is null ? null : JsonSerializer.Serialize(value, StoredJson.Options), NpgsqlDbType.Jsonb);

    private static NpgsqlParameter Of(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
