using Npgsql;

namespace Quittance.Server.Storage;

/// <summary>Columns that may be null, read as the values that C# has for that.</summary>
internal static class Columns
{
    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static T? ValueOrNull<T>(this NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    public static T[]? ArrayOrNull<T>(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<T[]>(column);
}
