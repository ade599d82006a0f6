using System.Text.Json;
using Quittance.Tests.Network;

namespace Quittance.Tests.Intake;

/// <summary>What tests of the intake do on the way to what they test.</summary>
internal static class IntakeSteps
{
    public const string Invoices = "/api/v3.0/invoices";
    public const string Contractors = "/api/v3.0/contractors";

    /// <summary>Sends a bill in as a file.</summary>
    /// <returns>The delivered bill as the Intake dialect shows it.</returns>
    public static async Task<JsonElement> DeliverAsync(this Tenant tenant, string business, WrittenBill bill, string fileName = "bill.xml") =>
        await tenant.InvoiceAsync((await tenant.UploadAsync(business, bill.ToXml(), fileName)).Json[0].GetProperty("documentId").GetString()!);

    public static async Task<Answer> UploadAsync(this Tenant tenant, string business, byte[] content, string fileName = "bill.xml")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", fileName } };
        return (await tenant.PostAsync($"/api/businesses/{business}/imports", form)).Ok();
    }

    public static async Task<JsonElement> InvoiceAsync(this Tenant tenant, string id) => (await tenant.GetAsync($"{Invoices}/{id}")).Ok().Json;

    public static Task<Answer> MatchAsync(this Tenant tenant, JsonElement invoice, string supplier, string? key = null) =>
        tenant.PostAsync($"{Invoices}/{invoice.Said("id")}/match", new { supplier_id = supplier }, key);

    public static async Task<IReadOnlyList<JsonElement>> ListAsync(this Tenant tenant, string query = "") =>
        [.. (await tenant.GetAsync($"{Invoices}?{query}")).Ok().At("invoices").EnumerateArray()];

    /// <summary>A text field; null stays null.</summary>
    public static string? Said(this JsonElement json, string field) => json.GetProperty(field).GetString();

    /// <summary>An id of the Network dialect as the Intake dialect writes it.</summary>
    public static string Bare(string id) => $"{NetworkSteps.Uuid(id):d}";
}
