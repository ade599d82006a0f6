using System.IO.Compression;
using System.Text;
using Quittance.Simulator;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;
using Quittance.Tests.Documents;

namespace Quittance.Tests.Intake;

/// <summary>A provider that answers nonsense, or more than anybody can hold, hurts nobody: little of it is kept, and what is right still arrives.</summary>
[Collection("moves the clock")]
public sealed class EnduringHostileProviders(TestServer server)
{
    private const int Megabyte = 1024 * 1024;

    public static TheoryData<string, string> Bombs => new()
    {
        { "laughs", "dtd_forbidden" },
        { "depth", "too_deep" },
        { "pdf", "inflates_too_much" },
        { "zip", "too_large" },
        { "zeros", "too_large" },
    };

    [Theory]
    [InlineData(FaultKind.Endless, "too_large")]
    [InlineData(FaultKind.Bomb, "too_large")]
    [InlineData(FaultKind.Deep, "bad_answer")]
    [InlineData(FaultKind.Garbage, "bad_answer")]
    [InlineData(FaultKind.Truncated, "unavailable")]
    [InlineData(FaultKind.Dropped, "unavailable")]
    [InlineData(FaultKind.Redirect, "bad_answer")]
    public async Task A_list_that_is_none_is_told_and_leaves_nothing_and_the_next_one_counts(FaultKind kind, string fault)
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1");
        desk.Account.Faults.Add(new Fault { Kind = kind, Path = "/invoices" });
        var connection = await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        Assert.Equal(fault, (await desk.HealthAsync(connection)).Text("lastError.fault"));
        Assert.Equal(0, await CountAsync(desk, "select count(*) from provider_bills where organization_id = $1"));

        server.Clock.Advance(TimeSpan.FromHours(1));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-1"], await desk.PayablesAsync());
    }

    [Theory]
    [InlineData(FaultKind.Duplicate)]
    [InlineData(FaultKind.OutOfOrder)]
    public async Task A_list_that_repeats_itself_or_runs_backwards_brings_each_bill_once(FaultKind kind)
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        desk.Add("F-1");
        desk.Add("F-2");
        desk.Account.Faults.Add(new Fault { Kind = kind, Path = "/invoices", Count = 2 });
        var connection = await desk.ConnectAsync();

        await desk.Tenant.RunJobsAsync();
        await desk.PollAsync(connection);

        Assert.Equal(["F-1", "F-2"], await desk.PayablesAsync());
        Assert.Equal(2, await CountAsync(desk, "select count(*) from intake_documents where organization_id = $1"));
    }

    [Theory]
    [InlineData(FaultKind.Truncated)]
    [InlineData(FaultKind.Dropped)]
    [InlineData(FaultKind.Redirect)]
    public async Task A_document_that_does_not_arrive_is_fetched_again_and_the_others_do_not_wait(FaultKind kind)
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var late = desk.Add("F-1");
        desk.Add("F-2");
        desk.Account.Faults.Add(new Fault { Kind = kind, Path = $"/{late.Id}/" });
        await desk.ConnectAsync();
        await desk.Tenant.RunJobsAsync();
        Assert.Equal(["F-2"], await desk.PayablesAsync());

        server.Clock.Advance(TimeSpan.FromHours(1));
        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-1", "F-2"], await desk.PayablesAsync());
    }

    [Fact]
    public async Task A_document_without_end_or_of_fifty_megabytes_is_given_up_and_nothing_of_it_is_kept()
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        var endless = desk.Add("F-1");
        desk.Account.Faults.Add(new Fault { Kind = FaultKind.Endless, Path = $"/{endless.Id}/" });
        Put(desk, new byte[50 * Megabyte]);
        desk.Add("F-2");
        var connection = await desk.ConnectAsync();

        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-2"], await desk.PayablesAsync());
        Assert.Equal(2, (await desk.HealthAsync(connection)).At("failedBills").GetInt64());
        Assert.InRange(await CountAsync(desk, "select sum(length(content_sealed)) from intake_documents where organization_id = $1"), 1, Megabyte);
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task A_bomb_is_a_faulty_document_that_says_what_is_wrong(string bomb, string rule)
    {
        await using var desk = await IntakeDesk.OpenAsync(server);
        Put(desk, Make(bomb));
        desk.Add("F-2");
        await desk.ConnectAsync();

        await desk.Tenant.RunJobsAsync();

        Assert.Equal(["F-2"], await desk.PayablesAsync());
        Assert.Equal($"faulty {rule}", await TextAsync(
            desk, "select outcome || ' ' || (faults -> 0 ->> 'rule') from intake_documents where organization_id = $1 and outcome <> 'created'"));
    }

    [Fact]
    public async Task What_one_provider_does_is_not_seen_at_another_organization()
    {
        await using var hostile = await IntakeDesk.OpenAsync(server);
        await using var other = await IntakeDesk.OpenAsync(server);
        hostile.Add("F-1");
        hostile.Account.Faults.Add(new Fault { Kind = FaultKind.Endless, Count = 100 });
        other.Add("F-1"); // The same bill: its bytes are known, but to somebody else.
        await hostile.ConnectAsync();
        var connection = await other.ConnectAsync();

        await hostile.Tenant.RunJobsAsync();
        await other.Tenant.RunJobsAsync();

        Assert.Empty(await hostile.PayablesAsync());
        Assert.Equal(["F-1"], await other.PayablesAsync());
        Assert.Equal("ok", (await other.HealthAsync(connection)).Text("status"));
    }

    private static void Put(IntakeDesk desk, byte[] content) =>
        desk.Account.Bills(Provider.Yooz).Add(new BillFile("bill", DocumentSyntax.Other, content, new BillTemplate().Write().Details));

    private static byte[] Make(string bomb) => bomb switch
    {
        "laughs" => Encoding.UTF8.GetBytes(
            """<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">&c;</Invoice>"""),
        "depth" => Encoding.UTF8.GetBytes(
            $"""<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">{string.Concat(Enumerable.Repeat("<a>", 100_000))}"""),
        "pdf" => TinyPdf.With(("factur-x.xml", new byte[70 * Megabyte])).Classic(),
        "zip" => Zipped(new byte[70 * Megabyte]),
        _ => new byte[11 * Megabyte],
    };

    private static byte[] Zipped(byte[] content)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("bill.xml", CompressionLevel.Fastest).Open();
            entry.Write(content);
        }

        return file.ToArray();
    }

    private async Task<long> CountAsync(IntakeDesk desk, string sql) => long.Parse(await TextAsync(desk, sql), null);

    private async Task<string> TextAsync(IntakeDesk desk, string sql)
    {
#pragma warning disable CA2100 // The text is a constant of this file.
        await using var command = server.Owner.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        return $"{await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)}";
    }
}
