using Microsoft.AspNetCore.Mvc;
using Quittance.Simulator.Accounts;
using Quittance.Simulator.Bills;
using Quittance.Simulator.Faults;

namespace Quittance.Simulator.Files;

/// <summary>What the links of Pennylane and Qonto open.</summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder routes, Provider provider) =>
        routes.MapGet($"/files/{provider}/{{accountId}}/{{billId}}/{{form}}", (
            HttpContext context, Account account, [FromServices] FileLinks links, string billId, FileForm form, long expires, string signature) =>
            Open(context, account, links, new Opened(provider, billId, form, expires, signature))).WithMetadata(new FileDialect(provider));

    private static IResult Open(HttpContext context, Account account, FileLinks links, Opened link)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            // As S3 does: the provider's token has no business here, and who sends it gives it away.
            return FileDialect.Error(StatusCodes.Status400BadRequest, "InvalidArgument", "Only one auth mechanism allowed");
        }

        if (!links.IsOurs(FileLinks.PathOf(account.Id, link.Provider, link.Bill, link.Form), link.Expires, link.Signature))
        {
            return FileDialect.Error(StatusCodes.Status403Forbidden, "SignatureDoesNotMatch", "The signature does not match");
        }

        if (account.Clock.Now.ToUnixTimeSeconds() >= link.Expires || context.Features.Get<Fault>()?.Kind == FaultKind.ExpiredLink)
        {
            return FileDialect.Error(StatusCodes.Status403Forbidden, "AccessDenied", "Request has expired");
        }

        if (account.Bills(link.Provider).Find(link.Bill) is not { IsDeleted: false } bill)
        {
            return FileDialect.Error(StatusCodes.Status404NotFound, "NoSuchKey", "The key does not exist");
        }

        return link.Form == FileForm.Readable
            ? Results.Bytes(PlainPdf.Of(bill.Details), "application/pdf")
            : Results.Bytes(bill.File.Bytes, bill.File.MediaType);
    }

    private sealed record Opened(Provider Provider, string Bill, FileForm Form, long Expires, string Signature);
}
