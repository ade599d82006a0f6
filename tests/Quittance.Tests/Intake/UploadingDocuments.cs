using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Quittance.Simulator.Bills;
using Quittance.Tests.Documents;

namespace Quittance.Tests.Intake;

/// <summary>Files that somebody sends themselves: XML, PDF, and packages of these.</summary>
public sealed class UploadingDocuments(TestServer server)
{
    [Fact]
    public async Task A_package_brings_each_of_its_documents_and_says_what_became_of_each()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var package = Zip(("a/F-1.xml", Bill("F-1")), ("F-2.xml", Bill("F-2")), ("notes.txt", "hello"u8.ToArray()), ("__MACOSX/._F-1.xml", [1, 2, 3]));

        var results = await UploadAsync(desk, "bills.zip", package);

        Assert.Equal(["F-1.xml created", "F-2.xml created", "notes.txt faulty"], results.Select(Told));
        Assert.Equal(["F-1", "F-2"], await desk.PayablesAsync());
    }

    [Fact]
    public async Task What_cannot_be_taken_out_is_named_and_the_package_is_kept()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var package = Zip(("F-1.xml", Bill("F-1")), ("inner.zip", Zip(("F-2.xml", Bill("F-2")))));

        var results = await UploadAsync(desk, "bills.zip", package);

        Assert.Equal(["F-1.xml created", "bills.zip faulty"], results.Select(Told));
        var fault = Assert.Single(results[1].GetProperty("faults").EnumerateArray());
        Assert.Equal(("nested_package", "inner.zip"), (fault.GetProperty("rule").GetString(), fault.GetProperty("path").GetString()));
        Assert.Equal(["F-1.xml duplicate", "bills.zip faulty"], (await UploadAsync(desk, "bills.zip", package)).Select(Told));
    }

    [Fact]
    public async Task A_PDF_with_an_invoice_inside_is_a_bill_and_one_without_says_so()
    {
        var tenant = await server.NewTenantAsync();
        var company = await tenant.BusinessAsync("LE CLIENT");
        var supplier = await tenant.BusinessAsync("LE FOURNISSEUR", new { vat = "FR11123456782" });
        await tenant.ConnectAsync(company, supplier);
        var pdf = await File.ReadAllBytesAsync(Path.Combine(InvoiceSamples.Committed, "akretion-en16931.pdf"), TestContext.Current.CancellationToken);

        var bill = Assert.Single(await UploadAsync(tenant, company, "F20260023.pdf", pdf));
        var picture = Assert.Single(await UploadAsync(tenant, company, "scan.pdf", "%PDF-1.4\n%%EOF"u8.ToArray()));

        Assert.Equal("created", bill.GetProperty("outcome").GetString());
        var payable = Assert.Single((await tenant.GetAsync($"/api/businesses/{company}/payables")).Ok().Json.EnumerateArray());
        Assert.Equal(("F20260023", 104.90m), (payable.GetProperty("invoiceNumber").GetString(), payable.GetProperty("amount").GetDecimal()));
        Assert.Equal("faulty", picture.GetProperty("outcome").GetString());
        Assert.NotEmpty(picture.GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task A_credit_note_and_a_paid_bill_are_kept_and_not_paid()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var note = new BillTemplate { Number = "C-1", IsCreditNote = true }.Write().Bytes.ToArray();
        var free = new BillTemplate { Number = "F-0", Net = 0 }.Write().Bytes.ToArray();

        Assert.Equal("C-1.xml credit_note", Told(Assert.Single(await UploadAsync(desk, "C-1.xml", note))));
        Assert.Equal("F-0.xml settled", Told(Assert.Single(await UploadAsync(desk, "F-0.xml", free))));
        Assert.Empty(await desk.PayablesAsync());
    }

    [Fact]
    public async Task Uploads_that_ask_for_one_job_at_once_and_a_server_that_takes_it_do_not_wait_for_each_other()
    {
        await using var desk = await IntakeDesk.OpenAsync(server, isConnected: false);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var jobs = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    await desk.Tenant.RunJobsAsync();
                }
            },
            TestContext.Current.CancellationToken);

        var results = await Task.WhenAll(Enumerable.Range(1, 60).Select(number => UploadAsync(desk, $"F-{number}.xml", Bill($"F-{number}"))));
        await done.CancelAsync();
        await jobs;

        Assert.All(results, result => Assert.Equal("unmatched", Assert.Single(result).GetProperty("outcome").GetString()));
    }

    private static byte[] Bill(string number) => new BillTemplate { Number = number }.Write().Bytes.ToArray();

    private static string Told(JsonElement result) => $"{result.GetProperty("file").GetString()} {result.GetProperty("outcome").GetString()}";

    private static Task<IReadOnlyList<JsonElement>> UploadAsync(IntakeDesk desk, string name, byte[] content) => UploadAsync(desk.Tenant, desk.Company, name, content);

    private static async Task<IReadOnlyList<JsonElement>> UploadAsync(Tenant tenant, string company, string name, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", name } };
        return [.. (await tenant.PostAsync($"/api/businesses/{company}/imports", form)).Ok().Json.EnumerateArray()];
    }

    private static byte[] Zip(params IEnumerable<(string Name, byte[] Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
