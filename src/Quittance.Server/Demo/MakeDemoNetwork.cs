using Quittance.Domain;
using Quittance.Domain.Networks;
using Quittance.Server.Businesses;
using Quittance.Server.Networks;
using Quittance.Server.Payments;
using Quittance.Server.Security;

namespace Quittance.Server.Demo;

/// <summary>The demo's businesses with their accounts, and the connections between them.</summary>
internal sealed class MakeDemoNetwork(
    CreateBusiness createBusiness, AddFundingSource addFundingSource, CreateConnection connect, InviteBusiness invite, CreateTag createTag, ReplaceConnectionTags replaceTags)
{
    private static readonly Money ApprovedUnseen = new(1_000_00, Currency.Eur);

    public async Task<DemoNetwork> RunAsync(Caller caller, CancellationToken cancel)
    {
        var network = new DemoNetwork();
        foreach (var party in DemoParty.All)
        {
            var id = (await createBusiness.RunAsync(caller, party.Content, cancel)).Business.Id;
            network.Businesses.Add(party, id);
            foreach (var account in party.Accounts)
            {
                var source = await addFundingSource.RunAsync(caller, id, account, cancel);
                network.Accounts.Add((party, source.Method.Id));
            }
        }

        var monthly = await createTag.RunAsync(caller, "Monthly", "#2f6f4f", cancel);
        var materials = await createTag.RunAsync(caller, "Materials", "#8a5a00", cancel);
        var automatic = new AutoApproval(Enabled: true, ApprovedUnseen, RequireMatchedSupplier: true, RequireKnownBankAccount: true);
        await ConnectAsync(DemoParty.Atelier, DemoParty.Conseil, null, [monthly]);
        await ConnectAsync(DemoParty.Atelier, DemoParty.Werkzeuge, null, [materials]);
        await ConnectAsync(DemoParty.Atelier, DemoParty.Encres, automatic, [monthly, materials]);
        await ConnectAsync(DemoParty.Atelier, DemoParty.Papier, null, [materials]);
        await ConnectAsync(DemoParty.Studio, DemoParty.Supply, null, []);
        await invite.RunAsync(
            caller,
            network.Businesses[DemoParty.Atelier],
            new InvitationContent(ConnectionRole.Payer, "billing@hafenlogistik.example", "Freight", DemoBill.TermsDays),
            cancel);
        return network;

        async Task ConnectAsync(DemoParty payer, DemoParty payee, AutoApproval? rule, IReadOnlyList<Tag> tags)
        {
            var (from, to) = (network.Businesses[payer], network.Businesses[payee]);
            var made = await connect.RunAsync(caller, from, to, null, new ConnectionSettings(DemoBill.TermsDays, rule), cancel);
            await replaceTags.RunAsync(caller, made.Connection.Id, from, [.. tags.Select(tag => (tag.Id, tag.Name))], cancel);
            network.Connections.Add((payer, payee), made.Connection.Id);
        }
    }
}
