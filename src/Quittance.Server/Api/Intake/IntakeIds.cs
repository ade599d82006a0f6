using System.Globalization;
using Quittance.Domain;
using Quittance.Domain.Businesses;
using Quittance.Domain.Intake;
using Quittance.Server.Api.Network;
using Quittance.Server.Intake;

namespace Quittance.Server.Api.Intake;

/// <summary>The Intake dialect's ids: bare uuids; those of businesses are taken with the Network dialect's prefix too.</summary>
internal static class IntakeIds
{
    public static string Write(Guid id) => $"{id:d}";

    public static InvoiceConnectionId ConnectionOf(string text) => new(Ids.Read("", "invoice connection", text));

    /// <summary>A delivered bill; the Network dialect's prefix is taken too.</summary>
    public static IntakeDocumentId InvoiceOf(string text) => new(Ids.Read(NetworkIds.Document, "document", text));

    /// <summary>A contractor by its id, its SIREN or its SIRET.</summary>
    public static ContractorKey ContractorOf(string? text) =>
        Ids.TryRead(NetworkIds.Business, text, out var id) ? new ContractorKey(id, null, null)
        : Siren.TryParseLenient(text, out var siren) ? new ContractorKey(null, siren, null)
        : Siret.TryParseLenient(text, out var siret) ? new ContractorKey(null, null, siret)
        : throw Ids.NotFound("contractor");

    /// <summary>The place of an attachment in its bill, from 1.</summary>
    public static int AttachmentOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw Ids.NotFound("attachment");

    public static Guid DeliveryOf(string text) => Ids.Read("", "delivery", text);

    /// <summary>The business that a request names as its company; null when it names none.</summary>
    public static BusinessId? CompanyOf(string? text) => string.IsNullOrEmpty(text) ? null : new BusinessId(Ids.Read(NetworkIds.Business, "company", text));
}
