using Quittance.Server.Storage;

namespace Quittance.Tests.Secrets;

public sealed class ListingSealedColumns(TestServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_sealed_column_of_the_schema_is_in_the_list()
    {
        var inSchema = await TextsAsync(
            "select table_name || '.' || column_name from information_schema.columns where data_type = 'bytea' and column_name like '%\\_sealed' and table_schema in ('public', 'gate')");

        Assert.Equal(inSchema.Order(StringComparer.Ordinal), SealedColumns.All.Select(column => $"{column.Table}.{column.Column}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_of_them_takes_no_value_under_a_key_that_is_not_there()
    {
        var guarded = await TextsAsync("select tgrelid::regclass || '.' || substr(tgname, length(tgrelid::regclass::text) + 2) from pg_trigger where tgname like '%\\_sealed'");

        Assert.Equal(SealedColumns.All.Select(column => $"{column.Table}.{column.Column}").Order(StringComparer.Ordinal), guarded.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Their_names_of_rows_are_keys_of_their_tables()
    {
        foreach (var column in SealedColumns.All)
        {
            var key = await TextsAsync(
                $"""
                select a.attname::text
                from pg_index i
                join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                where i.indisprimary and i.indrelid = '{column.Table}'::regclass
                """);

            Assert.Equal(
                new[] { "organization_id", column.IdColumn, column.KeyColumn }.OfType<string>().Order(StringComparer.Ordinal),
                key.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task The_database_and_the_program_read_the_same_key_out_of_a_value()
    {
        var id = Guid.CreateVersion7(server.Clock.GetUtcNow());
        byte[] box = [1, .. id.ToByteArray(), .. new byte[28]];

        await using var ask = server.Owner.CreateCommand("select sealed_under($1), sealed_under(substring($1 from 1 for 16)), sealed_under('\\x02' || substring($1 from 2))");
        ask.Parameters.Add(new() { Value = box });
        await using var row = await ask.ExecuteReaderAsync(Cancel);
        await row.ReadAsync(Cancel);

        Assert.Equal((id, true, true), (row.GetGuid(0), row.IsDBNull(1), row.IsDBNull(2)));
    }

    private async Task<IReadOnlyList<string>> TextsAsync(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(Cancel);
        var texts = new List<string>();
        while (await row.ReadAsync(Cancel))
        {
            texts.Add(row.GetString(0));
        }

        return texts;
    }
}
