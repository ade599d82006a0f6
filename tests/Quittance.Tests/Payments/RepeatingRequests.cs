using System.Text.Json.Nodes;

namespace Quittance.Tests.Payments;

/// <summary>Every write of the dialect may carry an Idempotency-Key, and is then done once.</summary>
public sealed class RepeatingRequests(TestServer server)
{
    private const string Key = "the same key";

    /// <summary>What is written, where, and what is said instead the second time. <c>{payer}</c> and the like stand for ids.</summary>
    public static TheoryData<string, string, string, string> Writes => new()
    {
        { "POST", "/entity", """{"accountType": "business", "isCustomer": true, "isPayor": true, "isPayee": true, "profile": {"business": {"legalBusinessName": "A"}}}""", """{"accountType": "business", "isCustomer": true, "isPayor": true, "isPayee": true, "profile": {"business": {"legalBusinessName": "B"}}}""" },
        { "POST", "/entity/{payer}", """{"profile": {"business": {"description": "A"}}}""", """{"profile": {"business": {"description": "B"}}}""" },
        { "POST", "/entity/{payer}/addPayees", """{"payees": ["{vendor}"]}""", """{"payees": ["{other}"]}""" },
        { "POST", "/entity/{payer}/hidePayees", """{"payees": ["{vendor}"]}""", """{"payees": []}""" },
        { "POST", "/entity/{vendor}/addPayors", """{"payors": ["{payer}"]}""", """{"payors": ["{other}"]}""" },
        { "POST", "/entity/{payer}/user", """{"name": "A"}""", """{"name": "B"}""" },
        { "POST", "/entity/{payer}/user/{user}", """{"name": "A"}""", """{"name": "B"}""" },
        { "POST", "/entity/{payer}/user/{user}/token", """{"expiresIn": "1h"}""", """{"expiresIn": "2h"}""" },
        { "POST", "/entity/{payer}/token", """{"expiresIn": "1h"}""", """{"expiresIn": "2h"}""" },
        { "POST", "/entity/{payer}/metadata/project", """["a"]""", """["b"]""" },
        { "POST", "/entity/{payer}/customization", """{"invoice": {"hideAddress": true}}""", """{"invoice": {"hideAddress": false}}""" },
        { "POST", "/entity/{payer}/document", """{"document": "JVBERi0xLjcK", "type": "W9"}""", """{"document": "JVBERi0xLjcK", "type": "OTHER"}""" },
        { "POST", "/entity/{payer}/paymentMethod", """{"type": "utility", "utilityId": "a"}""", """{"type": "utility", "utilityId": "b"}""" },
        { "PUT", "/entity/{payer}/paymentMethod/{source}", """{"type": "bankAccount", "accountName": "A"}""", """{"type": "bankAccount", "accountName": "B"}""" },
        { "POST", "/paymentMethod/schema", """{"name": "A", "isSource": true, "isDestination": true, "fields": []}""", """{"name": "B", "isSource": true, "isDestination": true, "fields": []}""" },
        { "POST", "/entity/{payer}/approval-policy", """{"trigger": [], "rule": {"type": "automatic"}, "upstreamPolicyId": "root"}""", """{"trigger": [{"type": "catchall"}], "rule": {"type": "automatic"}, "upstreamPolicyId": "root"}""" },
        { "POST", "/entityGroup", """{"name": "A"}""", """{"name": "B"}""" },
        { "POST", "/organization", """{"name": "A"}""", """{"name": "B"}""" },
        { "POST", "/organization/notification-configuration/INVOICE_PAID", """{"notificationType": "invoice", "url": "https://a.example.test"}""", """{"notificationType": "invoice", "url": "https://b.example.test"}""" },
        { "POST", "/invoice", """{"creatorEntityId": "{payer}", "payerId": "{payer}", "amount": 1}""", """{"creatorEntityId": "{payer}", "payerId": "{payer}", "amount": 2}""" },
        { "POST", "/invoice/{bill}", """{"noteToSelf": "A"}""", """{"noteToSelf": "B"}""" },
        { "POST", "/invoice/{bill}/comment", """{"text": "A"}""", """{"text": "B"}""" },
        { "POST", "/invoice/{bill}/document", """{"document": "JVBERi0xLjcK", "type": "INVOICE"}""", """{"document": "JVBERi0xLjcK", "type": "OTHER"}""" },
        { "POST", "/invoice/{waiting}/approve", """{"userId": "{user}"}""", """{"userId": "{user}", "text": "Fine."}""" },
        { "POST", "/invoice/{waiting}/reject", """{"userId": "{user}"}""", """{"userId": "{user}", "text": "No."}""" },
        { "POST", "/invoice/{waiting}/add-approver", """{"userId": "{user}"}""", """{"userId": "user_0198f000-0000-7000-8000-0000000000aa"}""" },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task The_same_request_gets_the_same_answer_and_is_done_once(string method, string path, string body, string other)
    {
        var (desk, ids) = await OpenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SendAsync(desk, ids, method, path, body)));
        var entries = await EntriesAsync(desk);
        var later = await SendAsync(desk, ids, method, path, body);
        var changed = await SendAsync(desk, ids, method, path, other);

        Assert.All([.. answers, later], answer => Assert.Equal((answers[0].Status, answers[0].Body), (answer.Status, answer.Body)));
        Assert.True(answers[0].Status is 200 or 204, answers[0].Body);
        Assert.Equal(entries, await EntriesAsync(desk));
        Assert.Equal("Conflict", changed.Is(409).Text("errorName"));
        Assert.Contains("Idempotency-Key", changed.Text("content"), StringComparison.Ordinal);
    }

    private async Task<(BillDesk Desk, Dictionary<string, string> Ids)> OpenAsync()
    {
        var desk = await BillDesk.OpenAsync(server);
        var user = await desk.PolicyAsync();
        return (desk, new Dictionary<string, string>
        {
            ["{payer}"] = desk.Payer,
            ["{vendor}"] = desk.Vendor,
            ["{other}"] = await desk.Tenant.EntityAsync("Other"),
            ["{user}"] = user,
            ["{source}"] = desk.Source,
            ["{bill}"] = await desk.BillAsync(("invoiceNumber", "1")),
            ["{waiting}"] = await desk.BillAsync(("invoiceNumber", "2"), ("status", "NEW"), ("metadata", new { hold = "yes" })),
        });
    }

    private static Task<Answer> SendAsync(BillDesk desk, Dictionary<string, string> ids, string method, string path, string body)
    {
        foreach (var (name, id) in ids)
        {
            (path, body) = (path.Replace(name, id, StringComparison.Ordinal), body.Replace(name, id, StringComparison.Ordinal));
        }

        return desk.Tenant.SendAsync(new HttpMethod(method), path, JsonNode.Parse(body), Key);
    }

    private async Task<long> EntriesAsync(BillDesk desk)
    {
        await using var command = server.Owner.CreateCommand("select count(*) from audit_entries where organization_id = $1");
        command.Parameters.Add(new() { Value = desk.Tenant.Id.Value });
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
