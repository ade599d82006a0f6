using System.Globalization;

namespace Quittance.Tests.Network;

public sealed class ExportingConnections(TestServer server)
{
    private const string Header =
        "id,status,alias,tags,netTerms,autoApprovalEnabled,autoApprovalMaxAmount,autoApprovalCurrency,autoApprovalRequireMatchedSupplier,"
        + "autoApprovalRequireKnownBankAccount,businessName,connectedBusinessName,businessId,connectedBusinessId,role,createdAt,updatedAt,archivedAt";

    [Fact]
    public async Task The_file_is_rfc_4180_with_stable_columns()
    {
        var tenant = await server.NewTenantAsync();
        var (payer, payee) = (await tenant.BusinessAsync("Payer, \"the\" first"), await tenant.BusinessAsync("Née\nSAS"));
        var id = await tenant.ConnectAsync(payer, payee);
        (await tenant.PatchAsync($"/api/connections/{id}/tags", new { tagIds = new[] { await TagAsync(tenant, "b"), await TagAsync(tenant, "a") } })).Ok();
        var connection = (await tenant.PatchAsync($"/api/connections/{id}/settings", new
        {
            netTerms = 30,
            autoApproval = new { enabled = true, maxAmount = new { amount = 12.5m, currency = "EUR" }, requireKnownBankAccount = true },
        })).Ok();

        var file = (await tenant.GetAsync("/api/connections/export-csv")).Ok();

        Assert.Equal("text/csv; charset=utf-8", file.ContentHeaders.ContentType!.ToString());
        Assert.Equal("attachment", file.ContentHeaders.ContentDisposition!.DispositionType);
        Assert.Equal("connections.csv", file.ContentHeaders.ContentDisposition.FileName);
        Assert.Equal(
            $"{Header}\r\n{id},active,,a; b,30,true,12.50,EUR,false,true,\"Payer, \"\"the\"\" first\",\"Née\nSAS\",{payer},{payee},payer,{connection.Text("createdAt")},{connection.Text("updatedAt")},\r\n",
            file.Body);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+33 1", "'+33 1")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("'quoted", "'quoted")]
    public async Task What_a_spreadsheet_would_run_becomes_text(string alias, string cell)
    {
        var tenant = await server.NewTenantAsync();
        var id = await tenant.ConnectAsync(await tenant.BusinessAsync("One"), await tenant.BusinessAsync("Two"));
        (await tenant.PatchAsync($"/api/connections/{id}/alias", new { alias })).Ok();

        var file = (await tenant.GetAsync("/api/connections/export-csv")).Ok();

        Assert.Contains($"{id},active,{cell},,,", file.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Formulas_in_names_and_tags_are_neutralised_too()
    {
        var tenant = await server.NewTenantAsync();
        var id = await tenant.ConnectAsync(await tenant.BusinessAsync("=cmd"), await tenant.BusinessAsync("+cmd"));
        (await tenant.PatchAsync($"/api/connections/{id}/tags", new { tagIds = new[] { await TagAsync(tenant, "@cmd") } })).Ok();

        var file = (await tenant.GetAsync("/api/connections/export-csv")).Ok();

        Assert.Contains(",'@cmd,", file.Body, StringComparison.Ordinal);
        Assert.Contains(",'=cmd,'+cmd,", file.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lists_filters_hold()
    {
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Payer");
        var payee = await tenant.BusinessAsync("Alpha");
        var alpha = await tenant.ConnectAsync(payer, payee);
        var beta = await tenant.ConnectAsync(payer, await tenant.BusinessAsync("Beta"));
        (await tenant.PatchAsync($"/api/connections/{beta}/archive")).Ok();
        var tag = await TagAsync(tenant, "x");
        (await tenant.PatchAsync($"/api/connections/{beta}/tags", new { tagIds = new[] { tag } })).Ok();

        Assert.Equal([beta, alpha], await IdsAsync(tenant, ""));
        Assert.Equal([alpha], await IdsAsync(tenant, "?status=active"));
        Assert.Equal([beta], await IdsAsync(tenant, $"?tagId={tag}"));
        Assert.Equal([alpha], await IdsAsync(tenant, "?search=ALPHA"));
        Assert.Equal([alpha], await IdsAsync(tenant, $"?businessId={payee}"));
        Assert.Equal([], await IdsAsync(tenant, "?status=pending"));
        Assert.Equal(["status"], (await tenant.GetAsync("/api/connections/export-csv?status=x")).Is(422).FaultyFields());
    }

    [Fact]
    public async Task More_than_a_page_of_connections_is_exported_whole()
    {
        const int Count = 2_500;
        var tenant = await server.NewTenantAsync();
        var payer = await tenant.BusinessAsync("Payer");
        await AddVendorsAsync(tenant, NetworkSteps.Uuid(payer), Count);

        var lines = (await tenant.GetAsync("/api/connections/export-csv")).Ok().Body.Split("\r\n");

        Assert.Equal(Count + 2, lines.Length);
        Assert.Equal(Count, lines[1..^1].Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)]).Distinct().Count());
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $",Vendor {Count},"), lines[1], StringComparison.Ordinal);
        Assert.Contains(",Vendor 1,", lines[Count], StringComparison.Ordinal);
    }

    private async Task AddVendorsAsync(Tenant tenant, Guid payer, int count)
    {
        await using var command = server.Owner.CreateCommand(
            """
            with vendors as (
                select gen_random_uuid() as id, gen_random_uuid() as connection, n from generate_series(1, $3) n),
            parties_made as (
                insert into parties (organization_id, id, home_organization_id, name) select $1, id, gen_random_uuid(), 'Vendor ' || n from vendors),
            made as (
                insert into network_connections (
                    organization_id, id, payer_id, payee_id, payer_organization_id, payee_organization_id, status, created_at, updated_at)
                select $1, connection, $2, id, $1, gen_random_uuid(), 'active', now() + n * interval '1 ms', now() from vendors)
            insert into connection_sides (organization_id, connection_id, role, business_id) select $1, connection, 'payer', $2 from vendors
            """);
        command.Parameters.Add(new() { Value = tenant.Id.Value });
        command.Parameters.Add(new() { Value = payer });
        command.Parameters.Add(new() { Value = count });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(Tenant tenant, string query) =>
        [.. (await tenant.GetAsync($"/api/connections/export-csv{query}")).Ok().Body.Split("\r\n")[1..^1].Select(line => line.Split(',')[0])];

    private static async Task<string> TagAsync(Tenant tenant, string name) => (await tenant.PostAsync("/api/tags", new { name })).Created().Text("id");
}
