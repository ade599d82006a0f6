using Microsoft.EntityFrameworkCore;

namespace Quittance.Bench.Payments;

/// <summary>A table of the product as Entity Framework writes it.</summary>
/// <param name="Columns">Name, type in PostgreSQL and whether it may be null, in order.</param>
internal sealed record RowTable(string Name, IReadOnlyList<(string Name, string Type, bool IsNullable)> Columns, IReadOnlyList<string> Key);

/// <summary>The product's tables for Entity Framework, in the schema <see cref="Schema"/>: each row is an entity, as classes would be.</summary>
internal sealed class RowContext(string database, IReadOnlyList<RowTable> tables) : DbContext
{
    public const string Schema = "ef";

    public DbSet<Dictionary<string, object?>> Rows(RowTable table) => Set<Dictionary<string, object?>>(table.Name);

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseNpgsql(database);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var table in tables)
        {
            modelBuilder.SharedTypeEntity<Dictionary<string, object?>>(table.Name, entity =>
            {
                entity.ToTable(table.Name, Schema);
                foreach (var (name, type, isNullable) in table.Columns)
                {
                    entity.IndexerProperty(TypeOf(type, isNullable), name).HasColumnName(name).HasColumnType(type).IsRequired(!isNullable).ValueGeneratedNever();
                }

                entity.HasKey([.. table.Key]);
            });
        }
    }

    private static Type TypeOf(string type, bool isNullable)
    {
        var plain = type switch
        {
            "uuid" => typeof(Guid),
            "boolean" => typeof(bool),
            "integer" => typeof(int),
            "bigint" => typeof(long),
            "smallint" => typeof(short),
            "numeric" => typeof(decimal),
            "date" => typeof(DateOnly),
            "bytea" => typeof(byte[]),
            "uuid[]" => typeof(Guid[]),
            "text[]" => typeof(string[]),
            _ when type.StartsWith("timestamp", StringComparison.Ordinal) => typeof(DateTime),
            "text" or "json" or "jsonb" => typeof(string),
            _ => throw new NotSupportedException($"A column of type {type}."),
        };
        return isNullable && plain.IsValueType ? typeof(Nullable<>).MakeGenericType(plain) : plain;
    }
}
