using System.IO.Compression;

namespace Quittance.Tests.Payments;

/// <summary>Comments, documents, the log, and many bills at once.</summary>
public sealed class HangingThingsOnABill(TestServer server)
{
    private const string Png = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQMAAAD+wSzIAAAABlBMVEX///+/v7+jQ3Y5AAAADklEQVQI12P4AIX8EAgALgAD/aNpbtEAAAAASUVORK5CYII=";

    [Fact]
    public async Task A_comment_is_written_changed_and_taken_away()
    {
        var desk = await BillDesk.OpenAsync(server);
        var (bill, user) = (await desk.BillAsync(), await desk.Tenant.UserAsync(desk.Payer));

        var made = (await desk.Tenant.PostAsync($"/invoice/{bill}/comment", new { text = "hm", userId = user })).Ok();
        Assert.Equal(("hm", user), (made.Text("text"), made.Text("user.id")));
        var path = $"/invoice/{bill}/comment/{made.Text("id")}";
        Assert.Equal("oh", (await desk.Tenant.PostAsync(path, new { text = "oh" })).Ok().Text("text"));
        Assert.Equal("oh", (await desk.Tenant.GetAsync(path)).Ok().Text("text"));
        Assert.Equal("oh", (await desk.Tenant.GetAsync($"/invoice/{bill}")).Ok().At("comments")[0].GetProperty("text").GetString());
        Assert.Equal(1, (await desk.Tenant.GetAsync($"/invoice/{bill}/comments")).Ok().Json.GetArrayLength());

        (await desk.Tenant.DeleteAsync(path)).Is(204);
        (await desk.Tenant.GetAsync(path)).Is(404);
        (await desk.Tenant.PostAsync($"/invoice/{bill}/comment", new { text = "hm", userId = "nobody" })).Is(404);
        (await desk.Tenant.PostAsync($"/invoice/{bill}/comment", new { text = "" })).Is(400);
    }

    [Fact]
    public async Task Who_acts_for_one_person_speaks_for_that_one_only()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync();
        var (own, other) = (await desk.Tenant.UserAsync(desk.Payer), await desk.Tenant.UserAsync(desk.Payer));
        var theirs = (await desk.Tenant.PostAsync($"/invoice/{bill}/comment", new { text = "theirs", userId = other })).Ok().Text("id");
        var person = await desk.Tenant.EmbeddedAsync(desk.Payer, own);

        Assert.Equal(own, (await person.PostAsync($"/invoice/{bill}/comment", new { text = "mine" })).Ok().Text("user.id"));
        (await person.PostAsync($"/invoice/{bill}/comment", new { text = "not mine", userId = other })).Is(403);
        (await person.DeleteAsync($"/invoice/{bill}/comment/{theirs}")).Is(403);
    }

    [Fact]
    public async Task A_document_is_fetched_by_a_link_that_needs_no_token()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync(("document", Png));
        (await desk.Tenant.PostAsync($"/invoice/{bill}/document", new { document = Convert.ToBase64String("%PDF-1.7 hm"u8), type = "CONTRACT" })).Is(204);

        Assert.True((await desk.Tenant.GetAsync($"/invoice/{bill}")).Ok().At("hasDocuments").GetBoolean());
        var all = (await desk.Tenant.GetAsync($"/invoice/{bill}/documents")).Ok().Json;
        Assert.Equal([("image/png", "INVOICE"), ("application/pdf", "CONTRACT")], all.EnumerateArray().Select(one => (one.GetProperty("mimeType").GetString()!, one.GetProperty("type").GetString()!)));
        var contract = (await desk.Tenant.GetAsync($"/invoice/{bill}/documents?type=CONTRACT")).Ok().Json[0];

        var link = new Uri(contract.GetProperty("uri").GetString()!);
        var nobody = desk.Tenant.With(null);
        Assert.Equal("%PDF-1.7 hm", (await nobody.GetAsync(link.PathAndQuery)).Ok().Body);
        Assert.Equal((await nobody.GetAsync("/downloads/nothing")).Is(404).Body, (await nobody.GetAsync($"{link.PathAndQuery}x")).Is(404).Body);

        (await desk.Tenant.DeleteAsync($"/invoice/{bill}/document/{contract.GetProperty("id").GetString()}")).Is(204);
        (await nobody.GetAsync(link.PathAndQuery)).Is(404);
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("PGh0bWw+")] // <html>
    [InlineData("")]
    public async Task What_is_no_document_is_refused(string document)
    {
        var desk = await BillDesk.OpenAsync(server);

        (await desk.Tenant.PostAsync($"/invoice/{await desk.BillAsync()}/document", new { document })).Is(400);
    }

    [Theory]
    [InlineData("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation")]
    [InlineData("notes.txt", null)]
    public async Task An_archive_is_a_document_only_if_it_is_one_of_an_office_program(string part, string? mime)
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync();
        using var package = new MemoryStream();
        using (var archive = new ZipArchive(package, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("[Content_Types].xml");
            archive.CreateEntry(part);
        }

        var answer = await desk.Tenant.PostAsync($"/invoice/{bill}/document", new { document = Convert.ToBase64String(package.ToArray()) });

        Assert.Equal(mime is null ? 400 : 204, answer.Status);
        Assert.Equal(mime is null ? [] : [mime], (await desk.Tenant.GetAsync($"/invoice/{bill}/documents")).Ok().Json.EnumerateArray().Select(one => one.GetProperty("mimeType").GetString()));
    }

    [Fact]
    public async Task A_foreign_id_with_a_slash_names_the_bill_in_every_path()
    {
        var desk = await BillDesk.OpenAsync(server);
        var boss = await desk.PolicyAsync();
        await desk.BillAsync(("foreignId", "2026/7"), ("status", "NEW"), ("metadata", new { hold = "yes" }));

        (await desk.Tenant.PostAsync("/invoice/2026%2F7/comment", new { text = "hm" })).Ok();
        (await desk.Tenant.PostAsync("/invoice/2026%2F7/add-approver", new { userId = boss })).Is(204);
        (await desk.Tenant.PostAsync("/invoice/2026%2F7/approve", new { userId = boss })).Is(204);
        (await desk.Tenant.PostAsync("/invoice/2026%2F7/reject", new { userId = boss })).Is(409);
        Assert.Equal("APPROVED", await desk.StatusAsync("2026%2F7"));
    }

    [Fact]
    public async Task The_log_tells_what_was_asked_for_newest_first_without_the_file()
    {
        var desk = await BillDesk.OpenAsync(server);
        var bill = await desk.BillAsync(("document", Png));
        (await desk.UpdateAsync(bill, new { noteToSelf = "hm", status = "NEW" })).Ok();

        var log = (await desk.Tenant.GetAsync($"/invoice/{bill}/events?limit=1")).Ok();
        Assert.Equal((2L, true), (log.At("count").GetInt64(), log.At("hasMore").GetBoolean()));
        var newest = log.At("data")[0];
        Assert.Equal(("hm", "APPROVED"), (newest.GetProperty("data").GetProperty("noteToSelf").GetString(), newest.GetProperty("status").GetString()));
        var first = (await desk.Tenant.GetAsync($"/invoice/{bill}/events?startingAfter={newest.GetProperty("id").GetString()}")).Ok();
        Assert.False(first.At("data")[0].GetProperty("data").TryGetProperty("document", out _));
        Assert.Equal(100.5m, first.At("data")[0].GetProperty("data").GetProperty("amount").GetDecimal());
    }

    [Fact]
    public async Task Of_several_bills_each_is_made_changed_and_approved_by_itself()
    {
        var desk = await BillDesk.OpenAsync(server);
        var boss = await desk.PolicyAsync();

        var made = (await desk.Tenant.PostAsync("/invoices", new
        {
            invoices = new[] { desk.Body(("foreignId", "one"), ("metadata", new { hold = "yes" })), desk.Body(("foreignId", "two"), ("amount", -1)), desk.Body(("foreignId", "one")) },
        })).Ok().At("data");
        Assert.Equal([true, false, false], made.EnumerateArray().Select(one => one.TryGetProperty("id", out _)));
        Assert.Equal(["one", "two", "one"], made.EnumerateArray().Select(one => one.GetProperty("foreignId").GetString()));
        Assert.Contains("amount", made[1].GetProperty("error").GetString(), StringComparison.Ordinal);

        var changed = (await desk.Tenant.PutAsync("/invoices", new { invoices = new object[] { new { invoiceId = "one", status = "NEW" }, new { invoiceId = "nothing", status = "NEW" } } })).Ok().At("data");
        Assert.Equal([true, false], changed.EnumerateArray().Select(one => one.TryGetProperty("id", out _)));

        var approved = (await desk.Tenant.PostAsync("/invoices/approve", new { invoices = new object[] { new { invoiceId = "one", userId = boss }, new { invoiceId = "one", userId = boss } } })).Ok().At("data");
        Assert.Equal([true, false], approved.EnumerateArray().Select(one => one.TryGetProperty("id", out _)));
        Assert.Equal("APPROVED", (await desk.Tenant.GetAsync("/invoice/one")).Ok().Text("status"));
    }
}
