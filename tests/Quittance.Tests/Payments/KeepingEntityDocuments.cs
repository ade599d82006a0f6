using System.Text;

namespace Quittance.Tests.Payments;

/// <summary>Files about an entity itself.</summary>
public sealed class KeepingEntityDocuments(TestServer server)
{
    private static readonly string Form = Convert.ToBase64String(Encoding.ASCII.GetBytes("%PDF-1.7 secret tax number"));

    [Fact]
    public async Task What_is_uploaded_is_listed_with_a_link_that_needs_no_token_until_it_is_deleted()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        (await tenant.PostAsync($"/entity/{entity}/document", new { document = $"data:application/pdf;base64,{Form}", type = "W9" })).Is(204);
        (await tenant.PostAsync($"/entity/{entity}/document", new { document = Form.TrimEnd('='), type = "BANK_STATEMENT" })).Is(204);

        var all = (await tenant.GetAsync($"/entity/{entity}/documents")).Ok().Json;
        var form = Assert.Single((await tenant.GetAsync($"/entity/{entity}/documents?type=W9&type=CONTRACT")).Ok().Json.EnumerateArray());

        Assert.Equal(["W9", "BANK_STATEMENT"], all.EnumerateArray().Select(document => document.GetProperty("type").GetString()));
        Assert.Equal("application/pdf", form.GetProperty("mimeType").GetString());
        var link = new Uri(form.GetProperty("uri").GetString()!).AbsolutePath;
        Assert.Equal("%PDF-1.7 secret tax number", (await tenant.With(null).GetAsync(link)).Ok().Body);
        (await tenant.DeleteAsync($"/entity/{entity}/document/{form.GetProperty("id").GetString()}")).Is(204);
        (await tenant.With(null).GetAsync(link)).Is(404);
        Assert.Equal(1, (await tenant.GetAsync($"/entity/{entity}/documents")).Ok().Json.GetArrayLength());
    }

    [Fact]
    public async Task Nobody_sees_anothers_files()
    {
        var tenant = await server.NewTenantAsync();
        var (entity, other) = (await tenant.EntityAsync(), await tenant.EntityAsync("Other"));
        (await tenant.PostAsync($"/entity/{entity}/document", new { document = Form, type = "W9" })).Is(204);
        var id = (await tenant.GetAsync($"/entity/{entity}/documents")).Ok().Json[0].GetProperty("id").GetString();
        var embedded = await tenant.EmbeddedAsync(other);

        (await embedded.GetAsync($"/entity/{entity}/documents")).Is(404);
        (await embedded.DeleteAsync($"/entity/{entity}/document/{id}")).Is(404);
        (await tenant.DeleteAsync($"/entity/{other}/document/{id}")).Is(404);
    }

    [Fact]
    public async Task Files_are_sealed_where_they_are_stored()
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();
        (await tenant.PostAsync($"/entity/{entity}/document", new { document = Form, type = "W9" })).Is(204);

        await using var command = server.Owner.CreateCommand("select position('secret'::bytea in content_sealed) from business_documents where organization_id = $1");
        command.Parameters.Add(new() { Value = tenant.Id.Value });

        Assert.Equal(0, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""{"type": "W9"}""", "document")]
    [InlineData("""{"document": "JVBERi0xLjcK"}""", "type")]
    [InlineData("""{"document": "JVBERi0xLjcK", "type": "PASSPORT"}""", "type")]
    [InlineData("""{"document": "aGVsbG8=", "type": "W9"}""", "document")]
    public async Task What_is_no_file_of_a_known_kind_is_refused_by_name(string body, string field)
    {
        var tenant = await server.NewTenantAsync();
        var entity = await tenant.EntityAsync();

        Assert.Contains($" {field}: ", (await tenant.PostAsync($"/entity/{entity}/document", PaymentMethodSteps.Json(body))).Is(400).Text("content"), StringComparison.Ordinal);
    }
}
